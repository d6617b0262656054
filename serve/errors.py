"""The errors of the service, leaves of the one tree of `extractor.errors`.

    JixiaoError
    └── ServiceError                    what a request or an operator is told
        ├── SettingsError                   serve.settings
        ├── StoreError                      serve.store            the database or the blobs fail
        │   ├── StoreBusyError              serve.store_busy
        │   ├── DiskFullError               serve.disk_full
        │   ├── BlobMissingError            serve.blob_missing
        │   ├── ClusterError                serve.cluster          that documents are read on
        │   └── SchemaError                 serve.schema           the database's version is another
        ├── NotFoundError                   serve.not_found
        ├── NotReadyError                   serve.not_ready        the result is not there yet
        ├── ConflictError                   serve.conflict         someone else was first
        │   ├── DuplicateError              serve.duplicate
        │   ├── KeyReusedError              serve.idempotency_key_reused
        │   ├── RevisionConflictError       serve.revision_conflict
        │   └── StateError                  serve.state            not possible in this state
        ├── PreconditionMissingError        serve.if_match_missing
        ├── BadRequestError                 serve.bad_request
        ├── EditError                       serve.edit             a correction does not fit
        ├── UploadTooLargeError             serve.upload_too_large
        ├── UnsupportedUploadError          serve.unsupported_upload
        ├── BusyError                       serve.busy             come again later
        │   └── RateLimitError              serve.rate_limit
        ├── NotAuthenticatedError           serve.not_authenticated
        ├── ForbiddenError                  serve.forbidden
        ├── LeaseLostError                  serve.lease_lost       another worker has the job
        ├── ArchiveSourceError              batch.source           nothing is there to be read
        ├── ArchiveQueryError               batch.query            no statement that can be answered
        ├── ArchiveBusyError                batch.busy             another run writes there
        ├── ArchivePlanError                batch.plan             it tells too little to plan by
        ├── ArchiveFormatError              batch.format           the results are of another kind
        ├── MissingExtraError               serve.missing_extra    a part was not installed
        ├── ChildCrashedError               serve.child_crashed
        ├── ChildTimeoutError               serve.child_timeout
        └── ChildMemoryError                serve.child_memory

`edge/problems.py` says which HTTP status each has.
"""

from extractor.errors import JixiaoError


class ServiceError(JixiaoError):
    """Base of what the service says."""

    code = "serve"


class SettingsError(ServiceError):
    """An environment variable has a value that is none."""

    code = "serve.settings"
    remedy = "请检查该环境变量。 Correct the environment variable."
    exit_code = 2


class StoreError(ServiceError):
    """The database or the blob store does not answer."""

    code = "serve.store"
    remedy = (
        "请稍后重试；管理员请检查数据库与存储。 Try again; the operator should look at the store."
    )


class StoreBusyError(StoreError):
    """The database is locked or restarting."""

    code = "serve.store_busy"
    remedy = "请稍后重试。 Try again in a moment."


class DiskFullError(StoreError):
    """There is no room for more data."""

    code = "serve.disk_full"
    remedy = "存储空间不足，请联系管理员。 The disk is full: the operator must make room."


class BlobMissingError(StoreError):
    """Bytes that the database knows of are gone from the blob store."""

    code = "serve.blob_missing"
    remedy = "请从备份恢复。 Restore the blobs from a backup."


class ClusterError(StoreError):
    """The cluster that documents are read on does not answer, or has no room."""

    code = "serve.cluster"
    remedy = "请检查集群后重试。 Look at the Ray cluster and run again."


class SchemaError(StoreError):
    """The database is of another version than the program."""

    code = "serve.schema"
    remedy = "请运行 jixiao admin migrate。 Run `jixiao admin migrate`."


class NotFoundError(ServiceError):
    """There is no such thing, or the caller may not know of it."""

    code = "serve.not_found"
    remedy = "请检查编号。 Check the identifier."


class NotReadyError(ServiceError):
    """The document has no result yet."""

    code = "serve.not_ready"
    remedy = "请等待处理完成。 Wait until the document is done."


class ConflictError(ServiceError):
    """Someone else changed it first."""

    code = "serve.conflict"
    remedy = "请刷新后重试。 Load it again and repeat the change."


class DuplicateError(ConflictError):
    """The same file was uploaded before, and the caller asked not to keep it twice."""

    code = "serve.duplicate"
    remedy = (
        "请使用已有文档，或以 on_duplicate=keep 上传。 Use the existing one, or on_duplicate=keep."
    )


class KeyReusedError(ConflictError):
    """The idempotency key was used for another file."""

    code = "serve.idempotency_key_reused"
    remedy = "请换一个 Idempotency-Key。 Use a new Idempotency-Key for another file."


class RevisionConflictError(ConflictError):
    """The record was changed after the revision that the caller saw."""

    code = "serve.revision_conflict"
    remedy = "请载入最新版本后重新修改。 Load the newest revision and repeat the change."


class StateError(ConflictError):
    """The document's state does not allow this."""

    code = "serve.state"
    remedy = "请查看文档状态。 Look at the state of the document."


class PreconditionMissingError(ServiceError):
    """A change does not say which revision it changes."""

    code = "serve.if_match_missing"
    remedy = "请以 If-Match 指明版本。 Name the revision you saw in If-Match."


class BadRequestError(ServiceError):
    """The request is not understood."""

    code = "serve.bad_request"
    remedy = "请按接口说明修改请求。 Correct the request; see /docs."


class EditError(ServiceError):
    """A correction does not fit the record."""

    code = "serve.edit"
    remedy = "请刷新后重新修改。 Load the record again and correct it."


class UploadTooLargeError(ServiceError):
    """The upload is over a limit on bytes or files."""

    code = "serve.upload_too_large"
    remedy = "请拆分后上传。 Split the upload."


class UnsupportedUploadError(ServiceError):
    """The body is of no type that is taken here."""

    code = "serve.unsupported_upload"
    remedy = (
        "请以 multipart/form-data 的 file 字段上传。 Send multipart/form-data with a field file."
    )


class BusyError(ServiceError):
    """Too much is waiting."""

    code = "serve.busy"
    remedy = "请稍后重试。 Come again after the time in Retry-After."

    def __init__(self, message: str = "", retry_after: int = 10) -> None:
        super().__init__(message, retry_after)
        self.message = message
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.message


class RateLimitError(BusyError):
    """The caller asks too often."""

    code = "serve.rate_limit"


class NotAuthenticatedError(ServiceError):
    """There is no valid key or session."""

    code = "serve.not_authenticated"
    remedy = "请登录或提供有效密钥。 Log in, or send a valid key as Authorization: Bearer."


class ForbiddenError(ServiceError):
    """The key or user may not do this."""

    code = "serve.forbidden"
    remedy = "请向管理员申请权限。 Ask the administrator for the scope."


class LeaseLostError(ServiceError):
    """Another worker has taken the job over; what was made of it is dropped."""

    code = "serve.lease_lost"


class ChildCrashedError(ServiceError):
    """The process that read the document died."""

    code = "serve.child_crashed"
    remedy = "文件多次使处理进程崩溃，已隔离。 The file breaks its reader: export it again."


class ChildTimeoutError(ServiceError):
    """The document took longer than allowed."""

    code = "serve.child_timeout"
    remedy = "请拆分文件。 Split the document."


class ChildMemoryError(ServiceError):
    """The document took more memory than allowed."""

    code = "serve.child_memory"
    remedy = "请拆分文件或降低分辨率。 Split the document, or scan it at a lower resolution."


class ArchiveSourceError(ServiceError):
    """The source of a batch is not there."""

    code = "batch.source"
    remedy = "请检查路径、通配符或存储桶。 Check the path, pattern or bucket."
    exit_code = 2


class ArchiveQueryError(ServiceError):
    """A question to an archive is no statement that it can answer."""

    code = "batch.query"
    remedy = "请修改 SQL，可用的表见 docs/archives.md。 Correct it; docs/archives.md has the views."
    exit_code = 2


class ArchiveBusyError(ServiceError):
    """Another run writes into the same archive."""

    code = "batch.busy"
    remedy = "请等待其结束。 Wait until the other run has ended."


class ArchiveFormatError(ServiceError):
    """What lies at the destination was not written by this program, or by a newer one."""

    code = "batch.format"
    remedy = "请换一个目标文件夹。 Take another destination."


class ArchivePlanError(ServiceError):
    """An archive does not tell what a plan has to know."""

    code = "batch.plan"
    remedy = (
        "请先用 batch 读几份此类文件。 Read some such documents with `jixiao batch` first, "
        "or plan without them."
    )
    exit_code = 2


class MissingExtraError(ServiceError):
    """An optional part of the product is not installed."""

    code = "serve.missing_extra"
    remedy = "请按提示安装后重试。 Install it and try again."
    exit_code = 2
