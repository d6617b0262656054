"""The manifests for operators say what KubeRay and `jixiao batch` understand."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from serve.cli_batch import batch

FOLDER = Path(__file__).parents[3] / "examples" / "deploy" / "kuberay"
SPEC = {  # of ray.io/v1, as KubeRay documents them; what it does not know it drops without a word
    "rayVersion",
    "authOptions",
    "enableInTreeAutoscaling",
    "autoscalerOptions",
    "headGroupSpec",
    "workerGroupSpecs",
}
HEAD = {"serviceType", "rayStartParams", "template"}
GROUP = {"groupName", "replicas", "minReplicas", "maxReplicas", "rayStartParams", "template"}


def manifests(name: str) -> dict[str, dict[str, Any]]:
    """The first of each kind in a file."""
    documents = list(yaml.safe_load_all((FOLDER / name).read_text(encoding="utf-8")))
    return {document["kind"]: document for document in reversed(documents)}


def containers() -> list[dict[str, Any]]:
    spec = manifests("raycluster.yaml")["RayCluster"]["spec"]
    pods = [
        group["template"]["spec"] for group in (spec["headGroupSpec"], *spec["workerGroupSpecs"])
    ]
    pods += [
        manifests(name)["Job"]["spec"]["template"]["spec"]
        for name in ("batch.yaml", "without-ray.yaml")
    ]
    return [container for pod in pods for container in pod["containers"]]


def test_fields_that_kuberay_knows() -> None:
    cluster = manifests("raycluster.yaml")["RayCluster"]
    assert cluster["apiVersion"] == "ray.io/v1"
    assert cluster["spec"].keys() <= SPEC
    assert cluster["spec"]["headGroupSpec"].keys() <= HEAD
    (group,) = cluster["spec"]["workerGroupSpecs"]
    assert group.keys() <= GROUP
    assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]
    parameters = [cluster["spec"]["headGroupSpec"]["rayStartParams"], group["rayStartParams"]]
    assert all(isinstance(value, str) for given in parameters for value in given.values())


def test_the_head_does_no_work_and_lets_nobody_in_without_a_token() -> None:
    spec = manifests("raycluster.yaml")["RayCluster"]["spec"]
    assert spec["headGroupSpec"]["rayStartParams"]["num-cpus"] == "0"
    assert spec["headGroupSpec"]["rayStartParams"]["include-dashboard"] == "false"
    assert spec["authOptions"] == {"mode": "token"}
    (container,) = manifests("batch.yaml")["Job"]["spec"]["template"]["spec"]["containers"]
    environment = {entry["name"]: entry for entry in container["env"]}
    named = environment["RAY_AUTH_TOKEN"]["valueFrom"]["secretKeyRef"]
    assert named == {
        "name": manifests("raycluster.yaml")["RayCluster"]["metadata"]["name"],
        "key": "auth_token",
    }


def test_ray_is_the_version_of_the_image() -> None:
    pinned = (FOLDER.parents[2] / "constraints.txt").read_text(encoding="utf-8")
    version = manifests("raycluster.yaml")["RayCluster"]["spec"]["rayVersion"]
    assert f"ray=={version}\n" in pinned


def test_every_pod_tells_nobody_and_has_what_it_asks_for() -> None:
    for container in containers():
        environment = {entry["name"]: entry.get("value") for entry in container["env"]}
        assert container["image"] == "IMAGE", "which registry is the operator's affair"
        assert container["resources"]["requests"] == container["resources"]["limits"]
        assert container["resources"]["limits"]["cpu"].isdigit()
        if "ray" in container["name"] or "RAY_HEAD" in environment:
            assert environment["RAY_USAGE_STATS_ENABLED"] == "0"


@pytest.mark.parametrize("name", ["batch.yaml", "without-ray.yaml"])
def test_options_that_there_are(name: str) -> None:
    (container,) = manifests(name)["Job"]["spec"]["template"]["spec"]["containers"]
    _, _, words = container["args"][0].partition("jixiao batch")
    known = {option for parameter in batch.params for option in parameter.opts}
    assert words
    assert set(re.findall(r"(?<=\s)--[a-z-]+", words)) <= known


def test_nobody_is_told_the_password_of_the_manifest() -> None:
    """Ray keeps the command line of whoever joins, for all to see."""
    (container,) = manifests("batch.yaml")["Job"]["spec"]["template"]["spec"]["containers"]
    secret = next(e for e in container["env"] if e["name"] == "JIXIAO_ARCHIVE_MANIFEST")
    assert secret["valueFrom"]["secretKeyRef"]["name"] == "jixiao-archive"
    assert "--manifest" not in container["args"][0]


@pytest.mark.parametrize("name", ["batch.yaml", "without-ray.yaml"])
def test_the_user_of_the_image_may_write_to_the_volumes(name: str) -> None:
    user = re.search(r"--uid (\d+)", (FOLDER.parent / "Containerfile").read_text("utf-8"))
    assert user is not None
    pod = manifests(name)["Job"]["spec"]["template"]["spec"]
    assert pod["securityContext"] == {"fsGroup": int(user[1])}
