"""What the routes of sessions, keys, users, webhooks and the audit log take and give."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from serve.access.passwords import MAX_LENGTH, MIN_LENGTH
from serve.access.principal import Scope
from serve.edge.moments import moment, moment_or_none
from serve.store.audit import AuditEntry
from serve.store.keys import ApiKey
from serve.store.users import User
from serve.store.webhooks import Delivery, Webhook

EventKind = Literal["queued", "running", "done", "failed", "quarantined", "cancelled", "corrected"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Password = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH)]
NewPassword = Annotated[str, StringConstraints(min_length=MIN_LENGTH, max_length=MAX_LENGTH)]


class Asked(BaseModel):
    """A request's body: unknown members are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid")


class LoginRequest(Asked):
    """Name and password."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "reviewer", "password": "a long password"}]},
    )
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    password: Password


class SessionAnswer(BaseModel):
    """Who is logged in; `csrf` goes into X-CSRF-Token with every change."""

    name: str
    scopes: list[Scope]
    csrf: str
    via: Literal["key", "session", "loopback"]


class KeyRequest(Asked):
    """A key to make. `expires_in_days` None: it does not end."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "archive", "scopes": ["write"]}]}
    )
    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=10)]
    expires_in_days: Annotated[float, Field(gt=0, le=36500)] | None = None
    requests_per_minute: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class RotationRequest(Asked):
    """How many hours the old key stays valid."""

    grace_hours: Annotated[float, Field(ge=0, le=8760)] = 24.0


class KeyAnswer(BaseModel):
    """A key, without its secret."""

    id: str
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None
    requests_per_minute: int | None

    @classmethod
    def of(cls, key: ApiKey) -> "KeyAnswer":
        """The answer for a stored key."""
        return cls(
            id=key.id,
            name=key.name,
            hint=key.hint,
            scopes=key.scopes.split(),
            created_at=moment(key.created_at),
            expires_at=moment_or_none(key.expires_at),
            revoked_at=moment_or_none(key.revoked_at),
            used_at=moment_or_none(key.used_at),
            requests_per_minute=key.requests_per_minute,
        )


class NewKeyAnswer(BaseModel):
    """A key and its secret, which is shown only this once."""

    key: str
    stored: KeyAnswer


class KeysAnswer(BaseModel):
    """All keys."""

    keys: list[KeyAnswer]


class UserRequest(Asked):
    """A user to make."""

    name: Name
    password: NewPassword
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=10)]


class UserChangeRequest(Asked):
    """What to change of a user; members that are absent stay."""

    password: NewPassword | None = None
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=10)] | None = None
    disabled: bool | None = None


class UserAnswer(BaseModel):
    """A user."""

    id: str
    name: str
    scopes: list[str]
    created_at: datetime
    disabled: bool
    locked_until: datetime | None

    @classmethod
    def of(cls, user: User) -> "UserAnswer":
        """The answer for a stored user."""
        return cls(
            id=user.id,
            name=user.name,
            scopes=user.scopes.split(),
            created_at=moment(user.created_at),
            disabled=user.disabled_at is not None,
            locked_until=moment_or_none(user.locked_until),
        )


class UsersAnswer(BaseModel):
    """All users."""

    users: list[UserAnswer]


class WebhookRequest(Asked):
    """An address to tell of events. Without `secret` one is made."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"url": "https://example.org/hook", "events": ["done", "corrected"]}]
        },
    )
    url: Annotated[str, StringConstraints(strip_whitespace=True, min_length=8, max_length=2000)]
    events: Annotated[list[EventKind], Field(min_length=1, max_length=10)]
    secret: Annotated[str, StringConstraints(min_length=16, max_length=200)] | None = None


class WebhookAnswer(BaseModel):
    """An address, without its secret."""

    id: str
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookAnswer":
        """The answer for a stored address."""
        return cls(
            id=webhook.id,
            url=webhook.url,
            events=webhook.events.split(),
            created_at=moment(webhook.created_at),
            disabled_at=moment_or_none(webhook.disabled_at),
        )


class NewWebhookAnswer(BaseModel):
    """An address and the secret that signs what it is told, shown only this once."""

    secret: str
    webhook: WebhookAnswer


class WebhooksAnswer(BaseModel):
    """All addresses."""

    webhooks: list[WebhookAnswer]


class DeliveryAnswer(BaseModel):
    """One message to an address."""

    id: str
    kind: str
    document_id: str
    state: str
    attempts: int
    created_at: datetime
    next_attempt_at: datetime | None
    delivered_at: datetime | None
    status: int | None
    last_error: str | None

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryAnswer":
        """The answer for a stored message."""
        return cls(
            id=delivery.id,
            kind=delivery.kind,
            document_id=delivery.document_id,
            state=delivery.state,
            attempts=delivery.attempts,
            created_at=moment(delivery.created_at),
            next_attempt_at=moment(delivery.run_at) if delivery.state == "queued" else None,
            delivered_at=moment_or_none(delivery.delivered_at),
            status=delivery.status,
            last_error=delivery.last_error,
        )


class DeliveriesAnswer(BaseModel):
    """The newest messages to one address."""

    deliveries: list[DeliveryAnswer]


class AuditEntryAnswer(BaseModel):
    """Who did what to what."""

    at: datetime
    principal_id: str
    principal_name: str
    action: str
    target: str
    data: dict[str, str | int | float | bool | None]

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditEntryAnswer":
        """The answer for a stored act."""
        return cls(
            at=moment(entry.at),
            principal_id=entry.principal_id,
            principal_name=entry.principal_name,
            action=entry.action,
            target=entry.target,
            data=dict(entry.data),
        )


class AuditAnswer(BaseModel):
    """Acts, the newest first; `next_cursor` None at the end."""

    entries: list[AuditEntryAnswer]
    next_cursor: str | None
