"""The staff looks at live rooms and ends one, in a browser."""

import subprocess
import sys

from playwright.sync_api import expect

from server.audits.server_process import surroundings
from tests.e2e.hall import DESKTOP, PHONE, Contexts, accessible, open_room
from tests.servers import ROOT, GameServer

PASSWORD = "behind-the-gallery"


def test_staff_finds_a_room_and_ends_it(new_context: Contexts, server: GameServer) -> None:
    keeper = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "DJANGO_SUPERUSER_USERNAME": "keeper"}
    command = [sys.executable, ROOT / "manage.py", "createsuperuser", "--noinput", "--email="]
    subprocess.run(command, cwd=ROOT, env=surroundings(server.data, keeper), check=True, stdout=subprocess.DEVNULL)
    host, staff = new_context(**PHONE).new_page(), new_context(**DESKTOP).new_page()
    code = open_room(host, "Ann")

    staff.goto("/admin/rooms/liveroom/")
    staff.get_by_label("Username").fill("keeper")
    staff.get_by_label("Password").fill(PASSWORD)
    staff.keyboard.press("Enter")
    row = staff.get_by_role("row", name=code)
    expect(row).to_contain_text("Lobby")
    accessible(staff)
    staff.set_viewport_size({"width": 360, "height": 640})
    assert staff.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(staff)

    row.get_by_role("link", name=code).click()
    expect(staff.get_by_role("heading", level=1, name=f"Room {code}")).to_be_visible()
    assert staff.evaluate("document.documentElement.scrollWidth") <= 360
    accessible(staff)
    staff.get_by_role("link", name="End this room").click()
    accessible(staff)
    staff.get_by_role("button", name="Yes, end it").click()
    expect(staff.get_by_text(f"Room {code} was ended.")).to_be_visible()
    expect(host.get_by_text("This room is closed")).to_be_visible()
