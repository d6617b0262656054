"""Webhooks: addresses that are told when a document is done or corrected; for administrators."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Query

from serve.edge.callers import Admin
from serve.edge.schemas_access import (
    DeliveriesAnswer,
    DeliveryAnswer,
    NewWebhookAnswer,
    WebhookAnswer,
    WebhookRequest,
    WebhooksAnswer,
)
from serve.edge.service import ServiceDep
from serve.errors import BadRequestError
from serve.jobs.addresses import is_literal, is_public, target_of
from serve.store.audit import add_audit
from serve.store.ids import new_id
from serve.store.webhooks import (
    TEST_KIND,
    Webhook,
    delete_webhook,
    get_webhook,
    insert_webhook,
    list_deliveries,
    list_webhooks,
    queue_delivery,
)

router = APIRouter(tags=["webhooks"])


@router.get("/webhooks")
def read_webhooks(service: ServiceDep, caller: Admin) -> WebhooksAnswer:
    """Webhook 列表。 All webhooks, without their secrets."""
    with service.database.read() as connection:
        found = list_webhooks(connection)
    return WebhooksAnswer(webhooks=[WebhookAnswer.of(hook) for hook in found])


@router.post("/webhooks", status_code=201)
def create_webhook(asked: WebhookRequest, service: ServiceDep, caller: Admin) -> NewWebhookAnswer:
    """新建 webhook。 Make one; messages carry X-Jixiao-Signature, made with the secret."""
    target = target_of(asked.url)
    private = is_literal(target.host) and not is_public(target.host)
    if private and not service.settings.allow_private_webhooks:
        raise BadRequestError(
            "不允许内网地址（JIXIAO_ALLOW_PRIVATE_WEBHOOKS）。 Private addresses are refused."
        )
    with service.database.write() as connection:
        hook = Webhook(
            id=new_id("hook_"),
            url=asked.url,
            secret=asked.secret or secrets.token_urlsafe(32),
            events=" ".join(dict.fromkeys(asked.events)),
            created_at=service.database.now(connection),
            created_by=caller.id,
        )
        insert_webhook(connection, hook)
        add_audit(connection, caller, "webhook.create", hook.id, {"events": hook.events})
    return NewWebhookAnswer(secret=hook.secret, webhook=WebhookAnswer.of(hook))


@router.delete("/webhooks/{webhook_id}", status_code=204)
def remove_webhook(webhook_id: str, service: ServiceDep, caller: Admin) -> None:
    """删除 webhook。 Forget one, and what is still to be told to it."""
    with service.database.write() as connection:
        delete_webhook(connection, webhook_id)
        add_audit(connection, caller, "webhook.delete", webhook_id)


@router.get("/webhooks/{webhook_id}/deliveries")
def read_deliveries(
    webhook_id: str,
    service: ServiceDep,
    caller: Admin,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeliveriesAnswer:
    """投递记录。 The newest messages to one webhook and what became of them."""
    with service.database.read() as connection:
        get_webhook(connection, webhook_id)
        found = list_deliveries(connection, webhook_id, limit)
    return DeliveriesAnswer(deliveries=[DeliveryAnswer.of(delivery) for delivery in found])


@router.post("/webhooks/{webhook_id}/test", status_code=202)
def test_webhook(webhook_id: str, service: ServiceDep, caller: Admin) -> DeliveryAnswer:
    """发送测试消息。 Queue a message of kind `test`; a worker sends it."""
    with service.database.write() as connection:
        hook = get_webhook(connection, webhook_id)
        delivery = queue_delivery(connection, hook.id, "", TEST_KIND, {})
    return DeliveryAnswer.of(delivery)
