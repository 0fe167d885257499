"""The App is made in the browser, over real HTTP on the loopback interface, and its key is not lost without a word."""

from __future__ import annotations

import re
import stat
import sys
import threading
import time
from urllib.parse import urlsplit

import pytest

from gradus.pulls.setup.app.exchange import Exchange
from gradus.pulls.setup.layout import SetupError
from tests.pulls.fake.tokens import Installation, keys
from tests.pulls.github import GitHub
from tests.pulls.objects import Fault
from tests.pulls.setup.conftest import ORG, Browser, School

PERMISSIONS = {"checks": "write", "contents": "read", "metadata": "read", "pull_requests": "write"}


def test_the_manifest(school: School, browser: Browser) -> None:
    assert school.setup() == 0
    (manifest,) = browser.manifests
    action = urlsplit(manifest["action"])
    assert f"{action.scheme}://{action.netloc}{action.path}" == (
        f"https://github.com/organizations/{ORG}/settings/apps/new"
    )
    assert manifest["default_permissions"] == PERMISSIONS and manifest["public"] is False
    assert manifest["name"] == f"gradus {ORG}"
    # GitHub refuses a manifest that mentions a webhook without an address, even one that is off.
    assert not {"hook_attributes", "default_events"} & manifest.keys()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/made", manifest["redirect_url"])
    assert browser.pages[-1][0] == 200 and "Go back to the terminal" in browser.pages[-1][1]


def test_a_webhook_and_a_kept_key(school: School, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    kept = school.folder / "kept.pem"
    assert school.setup("--webhook-url", "https://grade.example.org/", "--keep-key", kept, "--app-name", "Marks") == 0
    (manifest,) = browser.manifests
    assert manifest["hook_attributes"] == {"url": "https://grade.example.org/", "active": True}
    assert manifest["default_events"] == ["push", "pull_request"] and manifest["name"] == "Marks"
    assert kept.read_text("ascii") == keys()[0] and stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert f"{kept}, the App's key: whoever has it can post as the App" in capsys.readouterr().out


def test_the_name_is_as_short_as_github_wants_it(school: School, browser: Browser) -> None:
    assert school.setup("--app-name", "x" * 50) == 0
    assert browser.manifests[0]["name"] == "x" * 34


def test_a_wrong_state_is_not_used(school: School, browser: Browser) -> None:
    browser.wrong_state_first = True
    assert school.setup() == 0
    wrong, right = browser.pages
    assert wrong[0] == 400 and "does not belong to this set-up, and was not used" in wrong[1]
    assert right[0] == 200


def test_a_code_that_github_refuses(school: School, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    browser.code = "expired"
    assert school.setup() == 3
    told = capsys.readouterr().err
    assert "GitHub does not give the App's key for the code from the browser (status 404, Not Found)." in told
    assert (
        f"Delete the new App at https://github.com/organizations/{ORG}/settings/apps, if it is there, and run" in told
    )
    assert school.repository("course").variables.keys() == {"GRADUS_ROSTER"}
    assert school.repository("students-ada").pulls  # the other steps were taken
    browser.code = "a-code"
    assert school.setup() == 0


def test_an_answer_with_the_key_that_was_lost(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    """It is asked for once: nobody knows whether there is an App now, and that is said."""
    school.github.faults.append(Fault("POST", "/conversions", cut=20, done=True, times=9))
    assert school.setup() == 3
    told = capsys.readouterr().err
    assert "GitHub did not answer with the App's key" in told and "Delete the new App at" in told
    assert sum(path.endswith("/conversions") for _, path in school.github.log) == 1


def test_a_key_that_could_not_be_stored(school: School, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    """GitHub gives the key once. What to do then is said, and the App is used by the next run."""
    refused = Fault("PUT", "/posting/secrets/", 500, times=99)
    school.github.faults.append(refused)
    assert school.setup() == 3
    app = school.github.apps[-1]
    told = capsys.readouterr().err
    assert f"{app.slug} is made, but its key is not stored in both environments. On https://github.com/" in told
    assert f"generate a private key, and run this again with --client-id {app.client_id} --key FILE." in told
    refused.times = 0
    assert school.setup() == 3
    assert "the environment posting of my-school/course does not hold the App's key" in capsys.readouterr().err
    assert len(browser.manifests) == 1
    browser.install()
    assert school.setup("--key", school.key()) == 0
    assert school.repository("course").environments["posting"]["secrets"]
    assert school.writes_of() == []


def test_an_app_that_exists(school: School, browser: Browser) -> None:
    """That of the year before, say."""
    app = school.github.app
    app.installations = [Installation(9, ORG, PERMISSIONS)]
    assert school.setup("--client-id", app.client_id, "--key", school.key()) == 0
    assert not browser.manifests
    assert school.repository("course").variables["GRADUS_APP_CLIENT_ID"]["value"] == app.client_id
    assert school.writes_of() == []


def test_a_key_without_an_app(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert school.setup("--key", school.key()) == 2
    assert "--key needs --client-id" in capsys.readouterr().err
    assert school.setup("--client-id", "Iv23x", "--key", school.release / "README.md") == 2
    assert "README.md is no private key: give the App's file .pem." in capsys.readouterr().err
    assert school.setup("--client-id", "Iv23x", "--key", school.release) == 2
    assert "is not a regular file: give the App's file .pem." in capsys.readouterr().err


def test_without_pynacl_nothing_is_made_that_would_be_lost(
    school: School, browser: Browser, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "nacl.public", None)
    assert school.setup() == 3
    told = capsys.readouterr().err
    assert "PyNaCl, which encrypts the App's key for GitHub, is not installed: type `uv sync --extra teacher`" in told
    assert not browser.manifests


def test_an_app_that_is_not_installed(school: School, browser: Browser, capsys: pytest.CaptureFixture[str]) -> None:
    browser.installs = False
    assert school.setup() == 0
    told = capsys.readouterr().out
    page = "https://github.com/apps/gradus-my-school/installations/new"
    assert f"Install the App at {page}, for all repositories" in told
    assert "GRADUS_COURSE_REPO" not in school.repository("course").variables  # a run would only fail
    browser.install()
    assert school.setup() == 0
    assert school.repository("course").variables["GRADUS_COURSE_REPO"]["value"] == "students-*"


def test_an_installation_that_the_token_may_not_see(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    school.github.faults.append(Fault("GET", "/orgs/my-school/installations", 403, times=99))
    assert school.setup() == 0
    assert "Whether it is installed, the token may not see: that needs the scope admin:org." in capsys.readouterr().out
    assert "GRADUS_COURSE_REPO" in school.repository("course").variables


def test_ctrl_c_while_the_browser_is_open(
    school: School, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(address: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("gradus.pulls.setup.app.app.open_page", interrupt)
    assert school.setup() == 130
    assert "gradus: stopped." in capsys.readouterr().err
    assert "GRADUS_APP_CLIENT_ID" not in school.repository("course").variables
    threads = [each.name for each in threading.enumerate() if "serve_forever" in each.name]
    assert len(threads) == 1  # the fake GitHub's own


def test_nobody_comes_back(github: GitHub) -> None:
    with Exchange("https://github.com/x", {}, 0).serving() as exchange, pytest.raises(SetupError, match="No App was"):
        exchange.wait(0.05)


def test_only_who_knows_the_address_gets_the_page(browser: Browser) -> None:
    with Exchange("https://github.com/x", {"name": '"><script>'}, 0).serving() as exchange:
        place = urlsplit(exchange.address)
        assert place.hostname == "127.0.0.1"
        status, page = browser.get(exchange.address)
        assert status == 200 and "&quot;&gt;&lt;script&gt;" in page
        for path in ("/", f"{place.path}/", f"{place.path}/x", "/made", "/favicon.ico"):
            assert browser.get(f"http://{exchange.host}{path}")[0] == 404
        # A name of somebody else's that leads to this machine.
        assert browser.get(exchange.address, Host="evil.example.org")[0] == 404
        mine = f"state={exchange.state}"
        for query in ("", f"?{mine}", f"?{mine}&code=a/b", "?code=a", "?state=%C3%A9&code=a", f"?code=a&{mine}x"):
            assert browser.get(f"{exchange.address}/made{query}")[0] == 400
        with pytest.raises(SetupError):
            exchange.wait(0)


def test_a_port_that_is_taken(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    port = urlsplit(school.github.url).port
    assert school.setup("--manifest-port", port) == 2
    assert f"The port {port} cannot be used" in capsys.readouterr().err
    began = time.monotonic()
    assert school.setup("--manifest-port", 0) == 0
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("name", ["client_id", "slug", "pem"])
def test_an_answer_that_is_not_as_expected(
    school: School, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from tests.pulls.fake import apps
    from tests.pulls.fake.routes import OPERATIONS, Call, Operation

    operation = OPERATIONS["POST /app-manifests/{code}/conversions"]

    def odd(call: Call) -> tuple[int, dict[str, object]]:
        status, data = apps.convert(call)
        return status, {**data, name: "\x1b[31m../x"}

    monkeypatch.setitem(OPERATIONS, "POST /app-manifests/{code}/conversions", Operation(odd, (), None))
    assert operation is not OPERATIONS["POST /app-manifests/{code}/conversions"]
    assert school.setup() == 3
    told = capsys.readouterr()
    assert "GitHub's answer about the App is invalid. Delete the new App" in told.err
    assert "\x1b" not in told.out + told.err


def test_no_app_without_a_place_for_its_key(
    school: School, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitHub gives the key once: where it goes is looked at before."""
    school.github.faults.append(Fault("PUT", "/environments/posting$", 422, message="No", times=9))
    assert school.setup() == 3
    told = capsys.readouterr().err
    assert "the environment posting: status 422, No." in told and "the App of the class: status 404" in told
    assert not browser.manifests


def test_a_browser_opens_where_there_is_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    from gradus.pulls.setup.app import app

    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    app.open_page("http://127.0.0.1:1/x")
    assert not opened
    monkeypatch.setenv("DISPLAY", ":0")
    app.open_page("http://127.0.0.1:1/x")
    assert opened == ["http://127.0.0.1:1/x"]
