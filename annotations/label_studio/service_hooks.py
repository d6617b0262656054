"""The service made known to Label Studio: a webhook that nudges it, and the backend that reads a
cell again. What an earlier `init` left there, or Label Studio made by itself, is taken away."""

from urllib.parse import urlsplit

from annotations.label_studio.client import LabelStudio

PREFIX = "/v1/labelling/"
BACKEND_TITLE = "jixiao: read again"
_EVENTS = ("ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED")


def webhook_url(service: str, token: str) -> str:
    """Where Label Studio tells that somebody annotated."""
    return f"{service.rstrip('/')}{PREFIX}webhook/{token}"


def backend_url(service: str, token: str) -> str:
    """Below which Label Studio asks for predictions."""
    return f"{service.rstrip('/')}{PREFIX}ml/{token}"


def pictures_base(service: str) -> str:
    """Below which the service shows the pictures, by signed URLs."""
    return f"{service.rstrip('/')}{PREFIX}pages"


def tie_service(label_studio: LabelStudio, project: int, service: str, token: str) -> None:
    """Let a project know the service under a secret, once, and under no other.

    The predictions that annotators see stay those that were pushed: a backend would be asked
    while they wait.

    Raises:
        ServerAnswerError: Label Studio does not reach the service, or refuses.
    """
    before = label_studio.project(project)
    untie_service(label_studio, project)
    label_studio.create_webhook(project, webhook_url(service, token), _EVENTS)
    backend = backend_url(service, token)
    label_studio.create_backend(project, backend, BACKEND_TITLE)
    for identity, url in label_studio.webhooks(project):
        if url.startswith(backend):  # made with the backend, and for every event
            label_studio.delete_webhook(identity)
    shown = "" if before is None or before.model_version == BACKEND_TITLE else before.model_version
    label_studio.update_project(project, {"model_version": shown})


def untie_service(label_studio: LabelStudio, project: int) -> int:
    """Take away all webhooks and backends of ours from a project; how many there were."""
    hooks = [i for i, url in label_studio.webhooks(project) if _is_ours(url)]
    backends = [i for i, url in label_studio.backends(project) if _is_ours(url)]
    for identity in backends:
        label_studio.delete_backend(identity)
    for identity in hooks:
        label_studio.delete_webhook(identity)
    return len(hooks) + len(backends)


def _is_ours(url: str) -> bool:
    path = urlsplit(url).path
    return f"{PREFIX}webhook/" in path or f"{PREFIX}ml/" in path
