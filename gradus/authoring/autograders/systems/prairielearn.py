"""PrairieLearn: an image for its external grader, files for serverFilesCourse, and an info.json for each question."""

import json

from gradus.authoring.autograders.bundle import Order, System, script

_SECONDS = 300  # at most 600; grading proves the checks first


def _files(order: Order) -> dict[str, bytes]:
    files = order.secret("serverFilesCourse/gradus/") | {"serverFilesCourse/gradus/run.sh": script("run.sh")}
    for exercise in order.exercises:
        entry = ["/grade/serverFilesCourse/gradus/run.sh", exercise.id]
        options = {"enabled": True, "image": "gradus-autograder", "serverFilesCourse": ["gradus/"]}
        external = {**options, "entrypoint": entry, "timeout": _SECONDS, "enableNetworking": False}
        info = {"title": exercise.title, "gradingMethod": "External", "externalGradingOptions": external}
        name = f"questions/{exercise.id.replace('/', '-')}/info.json"
        files[name] = (json.dumps(info, indent=2, ensure_ascii=False) + "\n").encode()
    return files | {"image/Dockerfile": script("Dockerfile")} | order.machinery("image/")


def _told(order: Order) -> list[str]:
    return [
        "build image/ of the zip file, push it where PrairieLearn finds it, and write its name into each info.json.",
        "copy serverFilesCourse/gradus/ into the course; students cannot read that folder. Each info.json is what a "
        "question needs besides its uuid and topic.",
    ]


SYSTEM = System("prairielearn", _files, _told, frozenset({"install.sh", "run.sh"}))
