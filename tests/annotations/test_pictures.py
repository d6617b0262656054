"""URLs of pictures: local files, and signatures that cannot be made up or outlive their day."""

from urllib.parse import parse_qs, urlsplit

from annotations.pictures import LocalFiles, may_be_seen, signed_urls

KEY = b"k" * 32


def test_local_files() -> None:
    assert LocalFiles("a/pages").address("r1/1 %.jpg") == (
        "/data/local-files/?d=a/pages/r1/1%20%25.jpg"
    )


def test_a_signed_url_is_good_for_its_picture_until_it_expires() -> None:
    urls = signed_urls("https://bureau.test/img/", KEY, 2, lambda: 1000.0)
    split = urlsplit(urls.address("r1/0001.jpg"))
    query = {key: values[0] for key, values in parse_qs(split.query).items()}
    assert split.path == "/img/r1/0001.jpg"
    assert may_be_seen(KEY, "r1/0001.jpg", query, 1000.0 + 2 * 86_400)
    assert not may_be_seen(KEY, "r1/0001.jpg", query, 1001.0 + 2 * 86_400)
    assert not may_be_seen(KEY, "r1/0002.jpg", query, 1000.0)
    assert not may_be_seen(b"other", "r1/0001.jpg", query, 1000.0)
    assert not may_be_seen(KEY, "r1/0001.jpg", query | {"exp": "99999999999"}, 1000.0)
    assert not may_be_seen(KEY, "r1/0001.jpg", query | {"exp": "²"}, 1000.0)
    assert not may_be_seen(KEY, "r1/0001.jpg", query | {"exp": "9" * 5000}, 1000.0)
    assert not may_be_seen(KEY, "r1/0001.jpg", query | {"sig": "图"}, 1000.0)
    assert not may_be_seen(KEY, "r1/0001.jpg", {}, 1000.0)
