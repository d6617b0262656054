"""Why nothing can be handed over."""

from serve.errors import ServiceError


class ReviewServiceAwayError(ServiceError):
    """The service that documents are handed to does not answer, or is busy for too long."""

    code = "review.away"
    remedy = (
        "请检查网址与服务后再次运行，已交的不会重复。 "
        "Check the address and the service, then run it again: nothing is handed over twice."
    )


class ReviewKeyError(ServiceError):
    """The service does not accept the API key, or the key may not upload."""

    code = "review.key"
    remedy = (
        "请用 --key-file 或环境变量 JIXIAO_API_KEY 给出有 write 权限的密钥。 "
        "Give a key with the scope `write` by --key-file or in JIXIAO_API_KEY."
    )


class ReviewServiceFullError(ServiceError):
    """The service has no room for more documents."""

    code = "review.full"
    remedy = (
        "请在服务上腾出空间后再次运行。 Make room where the service keeps its data, run it again."
    )


class NotThisServiceError(ServiceError):
    """What answers at the address is something else."""

    code = "review.not_this_service"
    remedy = "请检查 --to 的网址。 Check the address in --to."
    exit_code = 2
