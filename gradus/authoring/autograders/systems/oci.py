"""An OCI image of the whole grader, for whoever has a container engine: folders in, reports out."""

from gradus.authoring.autograders.bundle import Order, System, script


def _files(order: Order) -> dict[str, bytes]:
    scripts = {name: script(name) for name in ("Containerfile", "entrypoint.sh")}
    return {**order.secret(), **order.machinery(), **scripts}


def _told(order: Order) -> list[str]:
    return [
        "unpack the zip file and build it: podman build -t gradus-course . The image has hidden checks and solutions: "
        "push it to no registry that others read.",
        "grade: podman run --rm --network none -v ./submissions:/submissions:ro -v ./results:/results gradus-course",
    ]


SYSTEM = System("oci", _files, _told, frozenset({"install.sh", "entrypoint.sh"}))
