"""The errors of the labelling loop, leaves of the one tree of `extractor.errors`.

JixiaoError
└── AnnotationError                  the labelling loop cannot go on (exit code 7)
    ├── NoServerError                    annotate.no_server        nothing answers at the URL
    ├── RefusedTokenError                annotate.refused_token    the server wants another token
    ├── ServerAnswerError                annotate.server_answer    the server refused a request
    ├── ServerStartError                 annotate.server_start     the local server does not start
    ├── ServerInstallError               annotate.server_install   its packages cannot be installed
    ├── NoProjectError                   annotate.no_project       `init` has not been run
    ├── OtherProjectError                annotate.other_project    the project is not ours
    ├── BadProposalError                 annotate.bad_proposal     we would send what is not valid
    ├── UnknownOriginalError             annotate.unknown_original a document is not kept here
    ├── UnknownRunError                  annotate.unknown_run      a run is not stored here
    ├── UnknownRegionError               annotate.unknown_region   a region's picture is not here
    ├── StoreLineError                   annotate.store_line       a line of the store is broken
    ├── BadDecisionError                 annotate.bad_decision     an adjudication does not fit
    └── FrozenGoldError                  annotate.frozen_gold      a gold set never changes
"""

from extractor.errors import JixiaoError


class AnnotationError(JixiaoError):
    """Base of what stops the labelling loop. A strange annotation is a Refusal instead."""

    code = "annotate"
    exit_code = 7


class NoServerError(AnnotationError):
    """Nothing answers at the URL."""

    code = "annotate.no_server"
    remedy = (
        "请先运行 jixiao annotate up，或用 --url 指明已有的 Label Studio。 "
        "Run `jixiao annotate up`, or name a running Label Studio with --url."
    )


class RefusedTokenError(AnnotationError):
    """The server does not accept the token."""

    code = "annotate.refused_token"
    remedy = (
        "请在 Label Studio 的 Account & Settings 中新建令牌，用 --token 给出。 "
        "Make a token under Account & Settings in Label Studio and give it with --token."
    )


class ServerAnswerError(AnnotationError):
    """The server refused a request, or answered what is not understood; the message tells it."""

    code = "annotate.server_answer"
    remedy = (
        "请检查 Label Studio 的版本（1.23）和权限后重试。 "
        "Check the version of Label Studio (1.23) and the rights of the token, then try again."
    )

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message, status)
        self.message = message
        self.status = status

    def __str__(self) -> str:
        return self.message


class ServerStartError(AnnotationError):
    """The local server ended or did not get ready in time; the message tells its log."""

    code = "annotate.server_start"
    remedy = (
        "请查看日志；端口被占用时用 --port 换一个。 "
        "Look at the log; if the port is taken, give another with --port."
    )


class ServerInstallError(AnnotationError):
    """Label Studio cannot be installed into its own environment."""

    code = "annotate.server_install"
    remedy = (
        "请自行建立环境并安装 label-studio，用 --label-studio 给出其路径。 "
        "Install label-studio into an environment yourself and give its path with --label-studio."
    )


class NoProjectError(AnnotationError):
    """There is no project yet."""

    code = "annotate.no_project"
    remedy = "请先运行 jixiao annotate init。 Run `jixiao annotate init` first."


class OtherProjectError(AnnotationError):
    """The project on the server has another interface than ours."""

    code = "annotate.other_project"
    remedy = (
        "请用 jixiao annotate init 恢复界面，或新建项目。 "
        "Run `jixiao annotate init` to restore the interface, or make a new project."
    )


class BadProposalError(AnnotationError):
    """A pre-annotation does not fit the interface; nothing of it was sent."""

    code = "annotate.bad_proposal"
    remedy = "这是程序错误，请报告。 This is a fault of the program: please report it."


class UnknownRunError(AnnotationError):
    """The run that an annotation speaks of is not stored in this folder."""

    code = "annotate.unknown_run"
    remedy = (
        "请在推送任务的机器或 --home 下运行。 Run it where the tasks were pushed from (--home)."
    )


class UnknownOriginalError(AnnotationError):
    """A document that was judged is not kept in this folder, or is not what it was."""

    code = "annotate.unknown_original"
    remedy = "请重新推送该文件，或从备份恢复。 Push the file again, or restore it from a backup."


class UnknownRegionError(AnnotationError):
    """A region that is to be read again names no picture that is stored here."""

    code = "annotate.unknown_region"
    remedy = (
        "请在推送任务的 --home 下运行服务。 Run the service on the --home that pushed the tasks."
    )


class StoreLineError(AnnotationError):
    """A line of the corrections store, or of a file in its form, is broken."""

    code = "annotate.store_line"
    remedy = "请从备份恢复该文件。 Restore the file that the message names from a backup."


class BadDecisionError(AnnotationError):
    """A decision of an adjudication does not fit what was in question."""

    code = "annotate.bad_decision"
    remedy = (
        "请用 jixiao annotate adjudicate --out 重新导出后填写。 "
        "Write the questions anew with `jixiao annotate adjudicate --out` and fill them in."
    )


class FrozenGoldError(AnnotationError):
    """A gold set of this name is there and holds other pages."""

    code = "annotate.frozen_gold"
    remedy = "金标集不可更改，请换一个名称。 A gold set never changes: give another name."
