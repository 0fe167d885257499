"""The App of a class: made from a manifest, its key stored encrypted in two environments, installed by its owner."""

import argparse
import contextlib
import os
import re
import sys
import webbrowser
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradus.core.files import FileError, read_regular, write_atomic
from gradus.core.text import one_line
from gradus.pulls.connect import UsageError
from gradus.pulls.forge.client import GitHubError, RequestRejectedError, UnknownOutcomeError, extract
from gradus.pulls.setup.app import seal
from gradus.pulls.setup.app.exchange import Exchange
from gradus.pulls.setup.layout import Layout, SetupError, web
from gradus.pulls.setup.repositories.course import (
    CLIENT_ID,
    ENVIRONMENTS,
    SECRET,
    environments_with_key,
    find_variable,
    keep_variable,
)
from gradus.pulls.setup.steps import Steps

PERMISSIONS = {"checks": "write", "contents": "read", "metadata": "read", "pull_requests": "write"}
EVENTS = ["push", "pull_request"]
LONGEST_NAME = 34  # GitHub's own limit
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
PEM = re.compile(r"-----BEGIN (RSA )?PRIVATE KEY-----\s[\sA-Za-z0-9+/=]+-----END (RSA )?PRIVATE KEY-----\s*")
LOOKS, PAUSE = 120, 5  # how often, and after how many seconds, the installation is looked for


@dataclass(frozen=True)
class Made:
    """What GitHub tells of a new App, once: its key is in no other place."""

    client_id: str
    slug: str
    key: str
    webhook_secret: str | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the App."""
    add = parser.add_argument
    add("--app-name", metavar="NAME", help="What the App is called; students see it (default: gradus ORG).")
    add("--manifest-port", type=int, default=0, metavar="N", help="The port for the browser (default: a free one).")
    add("--webhook-url", metavar="URL", help="Where GitHub sends events, if you run a server for them.")
    add("--keep-key", type=Path, metavar="FILE", help="Write the App's new key here, too: for your own machine only.")
    add("--client-id", metavar="ID", help="Use an App that exists already, with --key.")
    add("--key", type=Path, metavar="FILE", help="The key of an App that exists already, a file .pem.")


def check_options(options: argparse.Namespace) -> None:
    """Raise UsageError for options of the App that are invalid, or that do not fit together."""
    if not 0 <= options.manifest_port <= 65535:
        raise UsageError("--manifest-port is a number up to 65535.")
    if options.client_id and not ID.fullmatch(options.client_id):
        raise UsageError(f"--client-id is {one_line(options.client_id)}: it stands on the App's page, like Iv23abc….")
    if options.client_id and not options.key:
        raise UsageError("--client-id needs --key, the App's key: its page has “Generate a private key”.")
    if options.webhook_url and not options.keep_key:
        raise UsageError("--webhook-url needs --keep-key: the webhook's secret is told once, and lies beside the key.")
    if options.webhook_url and not re.fullmatch(r"https://[\x21-\x7e]+", options.webhook_url):
        raise UsageError(f"--webhook-url is {one_line(options.webhook_url)}: write an address with https://.")
    if options.keep_key and not options.keep_key.parent.is_dir():
        raise UsageError(f"--keep-key: there is no folder {one_line(str(options.keep_key.parent), 300)}.")
    if options.keep_key and options.keep_key.exists():
        raise UsageError(f"{one_line(str(options.keep_key), 300)} exists: give another --keep-key, or move it away.")


def read_key(path: Path) -> str:
    """The key in a file. Raises UsageError if there is none."""
    try:
        text = read_regular(path, 1 << 16).decode("ascii")
    except (FileError, UnicodeDecodeError) as error:
        why = str(error) if isinstance(error, FileError) else "is no text"
        raise UsageError(f"{one_line(str(path), 300)} {why}: give the App's file .pem.") from None
    if not PEM.fullmatch(text):
        raise UsageError(f"{one_line(str(path), 300)} is no private key: give the App's file .pem.")
    return text


def make_app(steps: Steps, layout: Layout, options: argparse.Namespace) -> tuple[str, str]:
    """See that there is an App whose key both environments hold; returns its Client ID, and its name if it is new.

    Raises SetupError, UsageError, RequestRejectedError and GitHubError.
    """
    known = options.client_id or find_variable(steps, layout, CLIENT_ID)
    if options.key:
        if not known:
            raise UsageError("--key needs --client-id: it stands on the App's page.")
        seal.require()
        key, locks = read_key(options.key), public_keys(steps, layout)
        keep_variable(steps, layout, CLIENT_ID, known)
        store_key(steps, layout, key, locks)
        return known, ""
    missing = [name for name in ENVIRONMENTS if name not in environments_with_key(steps, layout)]
    if known and missing:
        where = f"{web()}/organizations/{layout.org}/settings/apps"
        raise SetupError(
            f"the environment {missing[0]} of {layout.course} does not hold the App's key. On the App's page below "
            f"{where} generate a private key, and run this again with --key FILE; then delete the file."
        )
    if known:
        steps.there(f"the App with the Client ID {one_line(known)}, and its key in {' and '.join(ENVIRONMENTS)}")
        return known, ""
    name = app_name(layout, options)
    if steps.dry:
        steps.made("made", f"the App {name}, in your browser, and its key in {' and '.join(ENVIRONMENTS)}")
        return "", ""
    seal.require()
    locks = public_keys(steps, layout)  # before there is a key that could be lost
    made = _make(steps, layout, name, options)
    steps.made("made", f"the App {made.slug}, {web()}/apps/{made.slug}")
    _keep(steps, layout, made, options.keep_key, locks)
    return made.client_id, made.slug


def app_name(layout: Layout, options: argparse.Namespace) -> str:
    """What the App is called: names of Apps are unique on all of GitHub."""
    return (options.app_name or f"gradus {layout.org}")[:LONGEST_NAME]


def manifest(layout: Layout, name: str, webhook: str | None) -> dict[str, Any]:
    """What GitHub makes the App from. Without a webhook it must not mention one at all."""
    made: dict[str, Any] = {
        "name": name,
        "url": f"{web()}/{layout.org}",
        "description": "Posts scores to pull requests.",
        "public": False,
        "default_permissions": PERMISSIONS,
    }
    if webhook:
        made |= {"hook_attributes": {"url": webhook, "active": True}, "default_events": EVENTS}
    return made


def _make(steps: Steps, layout: Layout, name: str, options: argparse.Namespace) -> Made:
    """Let the teacher create the App in the browser, and exchange the code that comes back for its key."""
    action = f"{web()}/organizations/{layout.org}/settings/apps/new"
    exchange = Exchange(action, manifest(layout, name, options.webhook_url), options.manifest_port)
    with exchange.serving():
        steps.show(
            f"In your browser, GitHub asks whether to create the App. If no page opens, go to {exchange.address}"
        )
        steps.show("(On another machine, with `ssh -L PORT:127.0.0.1:PORT` and --manifest-port PORT.)")
        open_page(exchange.address)
        code = exchange.wait()
        # While the page is still served: the browser then gets its answer.
        return _convert(steps, layout, code)


def open_page(address: str) -> None:
    """Open a page in the browser, where there is a screen: a browser in the terminal would wait for its end."""
    if sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(address)


def _convert(steps: Steps, layout: Layout, code: str) -> Made:
    where = f"{web()}/organizations/{layout.org}/settings/apps"
    again = f"Delete the new App at {where}, if it is there, and run this again."
    try:
        # Once: the code is good for one exchange, and after a second one the key would be another.
        found = steps.client.write("POST", f"/app-manifests/{code}/conversions", None, once=True)
        hook = found.get("webhook_secret")
        client_id, slug, key = (extract(str, found, name) for name in ("client_id", "slug", "pem"))
        made = Made(client_id, slug, key, hook if isinstance(hook, str) else None)
    except RequestRejectedError as error:
        raise SetupError(
            f"GitHub does not give the App's key for the code from the browser ({error}). {again}"
        ) from None
    except UnknownOutcomeError as error:
        raise SetupError(f"GitHub did not answer with the App's key ({error}). {again}") from None
    if not ID.fullmatch(made.client_id) or not ID.fullmatch(made.slug) or not PEM.fullmatch(made.key):
        raise SetupError(f"GitHub's answer about the App is invalid. {again}")
    return made


def _keep(steps: Steps, layout: Layout, made: Made, file: Path | None, locks: Mapping[str, Any]) -> None:
    """Store what GitHub tells only once. Raises SetupError that says how to go on if the key could not be stored."""
    try:
        if file:
            write_atomic(file, made.key, private=True)
            steps.made("made", f"{file}, the App's key: whoever has it can post as the App")
        if file and made.webhook_secret:
            write_atomic(file.with_name(f"{file.name}.webhook"), made.webhook_secret, private=True)
            steps.made("made", f"{file}.webhook, the webhook's secret")
        keep_variable(steps, layout, CLIENT_ID, made.client_id)
        store_key(steps, layout, made.key, locks)
    except BaseException as error:
        where = f"{web()}/organizations/{layout.org}/settings/apps/{made.slug}"
        after = f"On {where} generate a private key, and run this again with --client-id {made.client_id} --key FILE."
        told = f"{made.slug} is made, but its key is not stored in both environments. {after}"
        if isinstance(error, (RequestRejectedError, GitHubError, SetupError, OSError)):
            raise SetupError(f"{told} ({one_line(str(error), 300)})") from None
        steps.problem(told)
        raise


def public_keys(steps: Steps, layout: Layout) -> dict[str, Any]:
    """With what each environment's secrets are encrypted. Raises RequestRejectedError if it cannot be there."""
    path = f"/repos/{layout.course}/environments"
    return {name: {} if steps.dry else steps.get(f"{path}/{name}/secrets/public-key") for name in ENVIRONMENTS}


def store_key(steps: Steps, layout: Layout, key: str, locks: Mapping[str, Any]) -> None:
    """Put the App's key into both environments, encrypted with the public key of each."""
    for name, lock in locks.items():
        path = f"/repos/{layout.course}/environments/{name}/secrets/{SECRET}"
        what = f"the secret {SECRET} in the environment {name}"
        if steps.dry:
            steps.made("made", what)
            continue
        sealed = seal.seal(key, extract(str, lock, "key"))
        steps.write("PUT", path, {"encrypted_value": sealed, "key_id": extract(str, lock, "key_id")}, what=what)


def installation(steps: Steps, layout: Layout, client_id: str) -> dict[str, Any] | None:
    """The App's installation in the organisation; None if there is none. Raises RequestRejectedError if not allowed."""
    for each in steps.client.pages(f"/orgs/{layout.org}/installations", "installations"):
        if each.get("client_id") == client_id:
            return dict(each)
    return None


def wait_for_installation(steps: Steps, layout: Layout, client_id: str, slug: str = "") -> bool:
    """See that the App is installed, waiting some minutes for its owner; whether it is, as far as can be seen."""
    page = f"{web()}/apps/{slug}/installations/new" if slug else f"{web()}/organizations/{layout.org}/settings/apps"
    every = "all repositories, since each student's is among them (or select these, and add each new one yourself)"
    which = f"only {layout.students}" if layout.shared else every
    what = f"Install the App at {page}, for {which}"
    for look in range(LOOKS):
        try:
            found = installation(steps, layout, client_id)
        except RequestRejectedError as error:
            if error.status not in (403, 404):
                raise
            steps.todo(f"{what}. Whether it is installed, the token may not see: that needs the scope admin:org.")
            return True
        if found is not None:
            steps.there(f"the App {one_line(extract(str, found, 'app_slug'))} is installed")
            return True
        if steps.dry:
            break
        if look == 0:
            steps.show(f"{what}. Waiting for it; Ctrl-C stops, and running this again goes on.")
        steps.client.sleep(PAUSE)
    steps.todo(f"{what}, then run this again.")
    return False
