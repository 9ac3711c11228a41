"""Pictures of lots: listed by what is in them, kept beside the ledger, and shown."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest
from click.testing import CliRunner

from commands.copy import copied_pictures
from commands.main import main
from ledger.events import LotPictured, MediaType, Picture
from ledger.files.pictures import PICTURE_MAX, read_picture
from ledger.files.problems import Faulty
from ledger.house import House
from ledger.house.pictures import picture, picture_place
from ledger.identity import Role
from ledger.refusals import LotMovedOn
from tests.sale_of_tests import by, lot, new_house, place
from tests.served import served

pytestmark = pytest.mark.slow

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
JPEG = b"\xff\xd8\xff\xe0" + bytes(20)
WEBP = b"RIFF\x14\x00\x00\x00WEBP" + bytes(12)
UPLOAD = "/api/v1/sales/MAY26/lots/1/pictures"
ADDRESS = "/sales/MAY26/lots/1/pictures/"


def pictured(content, media_type):
    digest = sha256(content).hexdigest()
    return Picture(sha256=digest, media_type=media_type, size=len(content))


FRONT, BACK = pictured(PNG, MediaType.PNG), pictured(JPEG, MediaType.JPEG)


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "camera"
    folder.mkdir()
    for name, content in (("front", PNG), ("back", JPEG), ("text", b"<svg>")):
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def house(tmp_path):
    with new_house(tmp_path) as house:
        yield house


def typed(tmp_path, *words):
    words = (str(word) for word in words)
    return CliRunner().invoke(main, ["--ledger", place(tmp_path), *words])


def kept(tmp_path):
    return {
        file.name: file.read_bytes()
        for file in (tmp_path / "pictures").rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PNG, MediaType.PNG), (JPEG, MediaType.JPEG), (WEBP, MediaType.WEBP)],
)
def test_a_picture_is_what_its_bytes_say_and_not_its_name(
    tmp_path, content, media_type
):
    file = tmp_path / "picture.gif"
    file.write_bytes(content)
    read = read_picture(str(file))
    assert read == (pictured(content, media_type), content)


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg>", b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_picture_is_refused(tmp_path, content):
    file = tmp_path / "picture.png"
    file.write_bytes(content)
    with pytest.raises(Faulty, match="found something else; expected a picture"):
        read_picture(str(file))


def test_a_picture_has_a_size_that_it_may_not_exceed(tmp_path):
    file = tmp_path / "picture.png"
    file.write_bytes(PNG.ljust(PICTURE_MAX, b"\0"))
    assert read_picture(str(file)).picture.size == PICTURE_MAX
    file.write_bytes(PNG.ljust(PICTURE_MAX + 1, b"\0"))
    with pytest.raises(Faulty, match="found more than 10 MB"):
        read_picture(str(file))


def test_a_new_list_replaces_the_former_and_each_picture_stands_once(house):
    house.do(picture(lot(1), (FRONT, BACK, FRONT)), by=by())
    assert house.lot(lot(1)).pictures == (FRONT, BACK)
    assert house.do(picture(lot(1), (FRONT, BACK)), by=by()).events == ()
    house.do(picture(lot(1), (BACK,)), by=by())
    house.do(picture(lot(1), ()), by=by())
    assert house.lot(lot(1)).pictures == ()
    events = [each.event for each in house.history(lot(1))]
    lists = [each.pictures for each in events if isinstance(each, LotPictured)]
    assert lists == [(FRONT, BACK), (BACK,), ()]


def test_what_two_add_at_once_is_all_kept(house):
    added = [picture(lot(1), (each,), adds=True) for each in (FRONT, BACK, FRONT)]
    for command in added:
        house.do(command, by=by())
    assert house.lot(lot(1)).pictures == (FRONT, BACK)


def test_a_list_is_changed_only_as_it_was_seen(house):
    seen = [FRONT.sha256]
    house.do(picture(lot(1), (FRONT,)), by=by())
    house.do(picture(lot(1), (BACK,), adds=True), by=by())
    with pytest.raises(LotMovedOn, match="it has other pictures"):
        house.do(picture(lot(1), (), of=seen), by=by())
    assert house.lot(lot(1)).pictures == (FRONT, BACK)
    house.do(picture(lot(1), (BACK,), of=[*seen, BACK.sha256]), by=by())
    assert house.lot(lot(1)).pictures == (BACK,)


def test_pictures_are_kept_by_their_digest_and_told(house, files, tmp_path):
    house.close()
    answer = typed(
        tmp_path, "lot", "pictures", "MAY26/1", files / "front", files / "back"
    )
    assert answer.exit_code == 0, answer.output
    assert answer.stdout.startswith("Lot MAY26/1 has 2 pictures.")
    assert kept(tmp_path) == {FRONT.sha256: PNG, BACK.sha256: JPEG}
    shown = typed(tmp_path, "lot", "show", "MAY26/1").stdout
    assert re.search(r"pictures +2\n", shown)
    shape = json.loads(typed(tmp_path, "lot", "show", "MAY26/1", "--json").stdout)
    assert shape["pictures"] == [
        {"sha256": FRONT.sha256, "media_type": "image/png", "size": len(PNG)},
        {"sha256": BACK.sha256, "media_type": "image/jpeg", "size": len(JPEG)},
    ]
    history = typed(tmp_path, "audit", "history", "MAY26/1").stdout
    assert "It has 2 pictures." in history
    assert "front" not in history
    more = tmp_path / "more"
    more.write_bytes(WEBP)
    added = typed(tmp_path, "lot", "pictures", "MAY26/1", more, "--add")
    assert added.stdout.startswith("Lot MAY26/1 has 3 pictures.")
    taken = typed(tmp_path, "lot", "pictures", "MAY26/1")
    assert taken.stdout.startswith("Lot MAY26/1 has 0 pictures.")


def test_nothing_is_written_where_one_file_is_no_picture(house, files, tmp_path):
    before = house.head()
    house.close()
    words = ("lot", "pictures", "MAY26/1", files / "front")
    for wrong in (files / "text", files / "none", files):
        answer = typed(tmp_path, *words, wrong)
        assert answer.exit_code != 0
        assert str(wrong) in answer.stderr
        assert "expected a picture" in answer.stderr
    unknown = typed(tmp_path, "lot", "pictures", "MAY26/999", files / "front")
    assert unknown.exit_code == 1
    assert kept(tmp_path) == {}
    with House.open(place(tmp_path)) as again:
        assert again.head() == before


def test_nothing_is_recorded_where_a_picture_cannot_be_kept(house, files, tmp_path):
    before = house.head()
    house.close()
    (tmp_path / "pictures").write_text("no folder")
    answer = typed(tmp_path, "lot", "pictures", "MAY26/1", files / "front")
    assert answer.exit_code == 1
    assert "cannot be written" in answer.stderr
    with House.open(place(tmp_path)) as again:
        assert again.head() == before


@pytest.fixture
def service(tmp_path):
    with served(tmp_path) as service:
        service.house.do(picture(lot(1), (FRONT, BACK)), by=by())
        for each, content in ((FRONT, PNG), (BACK, JPEG)):
            file = picture_place(service.house, each.sha256)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        yield service


def test_the_page_of_a_lot_shows_its_pictures(service):
    page = service.client.get("/sales/MAY26/lots/1").text
    shown = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)
    assert [address for address, _ in shown] == [
        ADDRESS + FRONT.sha256,
        ADDRESS + BACK.sha256,
    ]
    title = service.house.lot(lot(1)).listing.title
    assert [text for _, text in shown] == [
        f"Lot 1: {title} (1/2)",
        f"Lot 1: {title} (2/2)",
    ]
    for address, media_type, content in zip(
        (address for address, _ in shown),
        ("image/png", "image/jpeg"),
        (PNG, JPEG),
        strict=True,
    ):
        answer = service.client.get(address)
        assert answer.status_code == 200
        assert answer.content == content
        assert answer.headers["content-type"] == media_type
        assert answer.headers["x-content-type-options"] == "nosniff"
        immutable = "public, max-age=31536000, immutable"
        assert answer.headers["cache-control"] == immutable
    assert "<img" not in service.client.get("/sales/MAY26/lots/2").text


def test_the_tiles_show_the_first_picture_as_it_comes_into_view(service):
    page = service.client.get("/sales/MAY26").text
    shown = re.findall(r'<img src="([^"]+)" alt="" loading="lazy">', page)
    assert shown == [ADDRESS + FRONT.sha256]
    listed = service.client.get("/api/v1/sales/MAY26/catalogue").json()
    pictures = [[each["sha256"] for each in lot["pictures"]] for lot in listed]
    assert pictures == [[FRONT.sha256, BACK.sha256], [], []]


def sent(service, content, role=Role.CLERK, key="k-1"):
    said = {"name": "seen.webp", "content": b64encode(content).decode()}
    return service.tell(UPLOAD, said, role, key=key)


def test_staff_send_a_picture_which_is_kept_and_shown_last(service):
    assert sent(service, WEBP).status_code == 201
    digest = sha256(WEBP).hexdigest()
    assert service.client.get(ADDRESS + digest).content == WEBP
    pictures = [each.sha256 for each in service.house.lot(lot(1)).pictures]
    assert pictures == [FRONT.sha256, BACK.sha256, digest]
    assert sent(service, WEBP, key="k-2").json()["last"] == 0


def test_a_picture_that_is_sent_again_is_answered_as_before(service):
    first = sent(service, WEBP)
    again = sent(service, WEBP)
    assert (again.status_code, again.json()["last"]) == (201, first.json()["last"])
    assert len(service.house.lot(lot(1)).pictures) == 3


def test_a_photograph_of_some_megabytes_is_taken_and_nothing_else_so_long(service):
    photograph = JPEG.ljust(5_000_000, b"\7")
    assert sent(service, photograph).status_code == 201
    assert sent(service, JPEG.ljust(PICTURE_MAX, b"\7"), key="k-2").status_code == 201
    larger = sent(service, JPEG.ljust(PICTURE_MAX + 3, b"\7"), key="k-3")
    assert larger.status_code == 422
    assert sent(service, bytes(3 * PICTURE_MAX), key="k-4").status_code == 413
    said = {"name": "terms.toml", "content": b64encode(photograph).decode()}
    assert service.tell("/api/v1/sales", said, key="k-5").status_code == 413


@pytest.mark.parametrize(("role", "status"), [(Role.CLERK, 200), (None, 413)])
def test_a_form_takes_a_photograph_of_who_signed_in_alone(service, role, status):
    photograph = JPEG.ljust(5_000_000, b"\7")
    answer = service.client.post(
        "/forms/add_picture/sales/MAY26/lots/1/pictures",
        data={"key": "k-1"},
        files={"content": ("A photo.jpg", photograph, "image/jpeg")},
        headers=service.signed_in(role),
    )
    assert answer.status_code == status
    listed = {each.sha256 for each in service.house.lot(lot(1)).pictures}
    assert (sha256(photograph).hexdigest() in listed) == (status == 200)


@pytest.mark.parametrize("role", [None, Role.BIDDER, Role.ACCOUNTANT, Role.AUDITOR])
def test_nobody_else_sends_one(service, role, tmp_path):
    before = kept(tmp_path)
    assert sent(service, WEBP, role).status_code in {401, 403}
    assert kept(tmp_path) == before
    assert "Change the pictures" not in service.ask("/sales/MAY26/lots/1", role).text
    assert "Change the pictures" in service.ask("/sales/MAY26/lots/1").text


def test_what_is_sent_and_is_no_picture_is_refused(service, tmp_path):
    before = kept(tmp_path), service.house.head()
    answer = sent(service, b"<svg onload=alert(1)>")
    assert answer.status_code == 422
    assert "expected a picture" in answer.json()["detail"]
    assert (kept(tmp_path), service.house.head()) == before


def test_pictures_are_put_in_order_and_taken_away(service):
    def keeps(digests, key):
        return service.tell(UPLOAD, {"kept": digests}, key=key, method="PUT")

    assert keeps([BACK.sha256, FRONT.sha256], "k-1").status_code == 200
    assert service.house.lot(lot(1)).pictures == (BACK, FRONT)
    unknown = keeps(["0" * 64], "k-2")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown-picture")
    seen = [FRONT.sha256, BACK.sha256]
    said = {"kept": [], "of": seen}
    moved_on = service.tell(UPLOAD, said, key="k-4", method="PUT")
    assert (moved_on.status_code, moved_on.json()["code"]) == (412, "lot-moved-on")
    assert service.house.lot(lot(1)).pictures == (BACK, FRONT)
    assert keeps([], "k-3").status_code == 200
    assert service.house.lot(lot(1)).pictures == ()


def test_a_server_keeps_pictures_where_it_is_told_to(service, tmp_path, monkeypatch):
    monkeypatch.setattr(type(service.house), "folder", None)
    service.house.files_folder = None
    refused = sent(service, WEBP)
    assert (refused.status_code, refused.json()["code"]) == (409, "picture-not-kept")
    service.house.files_folder = tmp_path / "elsewhere"
    assert sent(service, WEBP, key="k-2").status_code == 201
    digest = sha256(WEBP).hexdigest()
    assert service.client.get(ADDRESS + digest).content == WEBP


def test_only_what_the_list_of_a_lot_names_is_sent(service):
    secret = picture_place(service.house, "secret")
    secret.write_bytes(PNG)
    digest = FRONT.sha256
    for address in (
        f"{ADDRESS}secret",
        f"{ADDRESS}..%2F..%2Fledger.db",
        f"/sales/MAY26/lots/2/pictures/{digest}",
        f"/sales/MAY26/lots/999/pictures/{digest}",
        f"/sales/no%20sale/lots/1/pictures/{digest}",
    ):
        assert service.client.get(address).status_code == 404, address


def test_a_picture_that_was_taken_away_is_seen_by_looking_back_alone(service):
    before = service.house.head()
    service.house.do(picture(lot(1), ()), by=by())
    address = ADDRESS + FRONT.sha256
    assert service.client.get(address).status_code == 404
    then = service.client.get(f"/sales/MAY26/lots/1?as_of={before}").text
    assert f'src="{address}?as_of={before}"' in then
    assert service.client.get(f"{address}?as_of={before}").content == PNG


def test_a_file_that_is_not_what_was_listed_is_refused(service):
    file = picture_place(service.house, FRONT.sha256)
    for damage, how in (
        (lambda: file.write_bytes(PNG + b"\0"), "is not what was listed any more"),
        (file.unlink, "is missing"),
    ):
        damage()
        answer = service.client.get(ADDRESS + FRONT.sha256)
        assert answer.status_code == 500
        assert how in answer.text
        assert "max-age" not in answer.headers["cache-control"]


def test_a_backup_takes_the_pictures_along(house, files, tmp_path):
    house.close()
    typed(tmp_path, "lot", "pictures", "MAY26/1", files / "front", files / "back")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    copy = elsewhere / "copy.db"
    answer = typed(tmp_path, "backup", copy)
    assert answer.exit_code == 0, answer.stderr
    assert "Beside it, in the folder pictures: 2 pictures." in answer.stdout
    assert kept(elsewhere) == kept(tmp_path)
    words = ("--ledger", str(copy), "audit", "verify")
    verdict = CliRunner().invoke(main, list(words))
    assert verdict.exit_code == 0
    assert "Picture" not in verdict.stdout


def test_a_copy_takes_the_pictures_along(house, files, tmp_path):
    house.close()
    typed(tmp_path, "lot", "pictures", "MAY26/1", files / "front", files / "back")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    answer = typed(tmp_path, "copy", place(tmp_path), elsewhere / "copy.db")
    assert answer.exit_code == 0, answer.stderr
    assert "Its 2 pictures went along." in answer.stdout
    assert kept(elsewhere) == kept(tmp_path)


def test_a_copy_on_a_server_is_told_where_its_pictures_stayed(
    house, tmp_path, monkeypatch, capsys
):
    monkeypatch.delenv("LOTLEDGER_FILES", raising=False)
    front = picture_place(house, FRONT.sha256)
    front.parent.mkdir(parents=True)
    front.write_bytes(PNG)
    assert copied_pictures(house, "postgresql+psycopg://house@db.example/may") == 0
    assert f"1 picture stayed in {front.parent}." in capsys.readouterr().err
    monkeypatch.setenv("LOTLEDGER_FILES", str(tmp_path / "served"))
    assert copied_pictures(house, "postgresql+psycopg://house@db.example/may") == 1
    assert kept(tmp_path / "served") == {FRONT.sha256: PNG}


def test_a_picture_that_a_backup_cannot_take_is_told(house, files, tmp_path):
    house.close()
    typed(tmp_path, "lot", "pictures", "MAY26/1", files / "front")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "pictures").write_text("no folder")
    answer = typed(tmp_path, "backup", elsewhere / "copy.db")
    assert answer.exit_code == 1
    assert f"Picture {FRONT.sha256} cannot be kept" in answer.stderr


def test_verify_names_the_pictures_that_are_not_as_listed(house, files, tmp_path):
    house.close()
    typed(tmp_path, "lot", "pictures", "MAY26/1", files / "front", files / "back")
    for file in (tmp_path / "pictures").rglob(FRONT.sha256):
        file.unlink()
    for file in (tmp_path / "pictures").rglob(BACK.sha256):
        file.write_bytes(b"other")
    answer = typed(tmp_path, "audit", "verify")
    assert answer.exit_code == 0, "no record is altered by it"
    missing = f"Picture {FRONT.sha256} of lot MAY26/1 cannot be read"
    assert missing in answer.stdout
    assert f"Picture {BACK.sha256} of lot MAY26/1 is not what was listed" in (
        answer.stdout
    )
