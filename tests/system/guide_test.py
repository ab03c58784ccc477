"""examples/guide, whose code docs/ shows, as a running app, and the bad input that such an app gets."""

import http.client
import json
import os
import pathlib
import shutil
import socket
import time
import unittest

from carboy_process import AppTest, BUILD, TIMEOUT

CONFIG = """[app]
name = "guide"
extensions = ["guide"]

[server]
workers = 4
max_body = "3 MB"
max_form_memory = "100 kB"
max_form_parts = 50
max_query_values = 1000
trusted_hosts = ["127.0.0.1", "shop.example", "t", "x"]
trusted_proxies = ["127.0.0.1"]
forwarded = { for = 1, proto = 1, host = 1, prefix = 1 }

health = "/healthz"

[cors]
origins = ["https://shop.example"]
methods = ["GET", "PUT"]
max_age = "10 min"

[guide]
folder = "%s"
"""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def multipart(*parts, boundary="limit"):
    """Returns body and headers of a form; a part is (headers, bytes)."""
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + head.encode() + b"\r\n\r\n" + data + b"\r\n"
                    for head, data in parts)
    return (body + b"--" + boundary.encode() + b"--\r\n",
            {"Content-Type": f"multipart/form-data; boundary={boundary}"})


def file_part(field, name, data):
    return f'Content-Disposition: form-data; name="{field}"; filename="{name}"', data


class Guide(AppTest):
    def setUp(self):
        super().setUp()
        shutil.copy(BUILD / "extensions" / "guide.so", self.folder / "extensions" / "guide.so")
        self.files = self.folder / "files"
        self.files.mkdir()
        self.write_config(CONFIG % self.files)
        self.running = self.run_app().__enter__()
        self.addCleanup(self.running.__exit__)

    def ask(self, method, target, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=TIMEOUT)
        self.addCleanup(connection.close)
        connection.request(method, target, body, headers or {})
        answer = connection.getresponse()
        answer.body = answer.read()
        answer.text = answer.body.decode(errors="replace")
        return answer

    def get(self, target, **headers):
        return self.ask("GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()})


class Panel(Guide):
    def test_a_panel(self):
        self.assertIn("<tr><td>guide<td>1.0.0<td>active", self.get("/extensions").text)
        refused = self.ask("POST", "/extensions/guide/settings", '{"folder": 1, "colour": "red"}')
        self.assertEqual(refused.status, 409)
        self.assertIn("The settings of guide were not changed; 2 mistakes.", refused.text)
        self.install("v1", "tuned")
        done = self.ask("POST", "/extensions/tuned/settings", '{"word": "new"}')
        self.assertEqual((done.status, done.text), (200, "tuned is configured."))
        self.assertTrue((self.folder / "app.toml").read_text().endswith('\n[tuned]\nword = "new"\n'))


class Keeping(Guide):
    def test_values_of_a_request(self):
        refused = self.get("/members/")
        self.assertEqual((refused.status, refused.headers["WWW-Authenticate"]), (401, 'Basic realm="guide"'))
        self.assertEqual(self.get("/members/", Cookie="visitor=Ada").text, "Welcome, Ada")

    def test_abort_with_a_response(self):
        redirected = self.get("/inner")
        self.assertEqual((redirected.status, redirected.headers["Location"]), (303, "/members/"))
        self.assertEqual(self.get("/inner", Cookie="visitor=Ada").text, "inner")

    def test_state_is_updated_and_handed_over(self):
        for name in ("Emma", "Emma", "Anne"):
            self.assertEqual(self.ask("POST", "/votes/" + name).text, "counted")
        self.assertEqual(self.get("/visits").text, "1")
        swapped = self.carboy("ext", "reload", "guide")
        self.assertEqual(swapped.returncode, 0, swapped.stderr)
        self.assertIn("state handed over", swapped.stdout)
        self.assertEqual(self.get("/votes").text, "Anne: 1\nEmma: 2\n")
        self.assertEqual(self.get("/visits").text, "2")

    def test_files_stay(self):
        name = self.ask("POST", "/notes", "remember the milk").text
        kept = self.folder / "data" / "guide" / name
        self.assertEqual(kept.read_text(), "remember the milk")
        self.assertEqual(kept.parent.stat().st_mode & 0o777, 0o700)

    def test_secrets(self):
        self.assertEqual(self.get("/metrics", X_Key="").status, 403)
        self.assertEqual(self.get("/metrics", X_Key="open").status, 403)


class Routing(Guide):
    def test_rules(self):
        for path, text in (("/books/7", "Book 7"), ("/authors/Ada/a/b", "Ada has a/b"), ("/price/1.5", "1.500000"),
                           ("/paperback/", "All in paperback"), ("/isbn/9780141439587", "The book with number 9780141439587"),
                           ("/list/", "List, page 1"), ("/list/2", "List, page 2"), ("/users/3/orders/4", "Order 4 of user 3")):
            self.assertEqual(self.get(path).text, text)
        for path in ("/books/x", "/books/99999999999999999999", "/price/1", "/other/", "/isbn/123", "/users/3/orders/"):
            self.assertEqual(self.get(path).status, 404, path)

    def test_canonical_urls(self):
        for path, location in (("/list/1", "/list/"), ("/paperback", "/paperback/"), ("/list//2?x=1", "/list/2?x=1")):
            answer = self.get(path, Host="shop.example")
            self.assertEqual((answer.status, answer.headers["Location"]), (308, "http://shop.example" + location))

    def test_methods(self):
        self.assertEqual((self.get("/cart").text, self.ask("POST", "/cart").text), ("Empty.", "Added."))
        self.assertEqual(self.ask("PUT", "/cart").headers["Allow"], "GET, HEAD, OPTIONS, POST")
        self.assertEqual(self.ask("OPTIONS", "/cart").headers["Allow"], "GET, HEAD, OPTIONS, POST")
        self.assertEqual(self.ask("POST", "/shelves/2", "book=Emma", FORM).text, "Put Emma on shelf 2")
        self.assertEqual(self.ask("DELETE", "/shelves/2").status, 405)

    def test_a_group(self):
        self.assertEqual(self.get("/api/status").status, 403)
        self.assertEqual(self.get("/api/status", X_Key="open sesame").text, "fine")
        self.assertEqual(self.get("/api/nothing", X_Key="open sesame").text, "Nothing here.")
        self.assertIn("Not Found", self.get("/nowhere").text)

    def test_urls(self):
        self.assertEqual(self.get("/urls", Host="shop.example").text.split("\n"),
                         ["/books/7", "/list/", "/list/2?sort=price+%26+title", "/users/3/orders/4#paid",
                          "http://shop.example/api/status", ""])

    def test_after_a_view(self):
        self.assertEqual(self.get("/stamped").headers["X-Stamp"], "stamped")


class Settings(Guide):
    def test_health(self):
        answer = self.get("/healthz")
        self.assertEqual((answer.status, answer.text.strip(), answer.headers["Cache-Control"]), (200, "ok", "no-store"))

    def test_pages_of_other_origins(self):
        asked = self.ask("OPTIONS", "/books/7", headers={"Origin": "https://shop.example",
                                                         "Access-Control-Request-Method": "PUT"})
        self.assertEqual((asked.status, asked.headers["Access-Control-Allow-Origin"]), (204, "https://shop.example"))
        self.assertEqual(asked.headers["Access-Control-Max-Age"], "600")
        self.assertIn("PUT", asked.headers["Access-Control-Allow-Methods"])
        answer = self.get("/books/7", Origin="https://shop.example")
        self.assertEqual(answer.headers["Access-Control-Allow-Origin"], "https://shop.example")
        self.assertIn("Origin", answer.headers["Vary"])
        self.assertNotIn("Access-Control-Allow-Origin", self.get("/books/7", Origin="https://evil.example").headers)


class Requests(Guide):
    def test_arguments(self):
        self.assertEqual(self.get("/search?page=3&q=b%C3%BCcher+%26").text, 'Page 3 of "bücher &"')
        for page in ("", "x", "99999999999999999999", "1" * 1000, "3.5", "0x1"):
            self.assertEqual(self.get("/search?page=" + page).text, 'Page 1 of ""', page)
        self.assertEqual(self.get("/tags?tag=a&other=1&tag=b").text, "a, b")

    def test_invalid_utf_8_is_replaced(self):
        for query in ("q=%", "q=%e", "q=%C0%AE", "q=%FF%FE", "q=%00", "q=%ED%A0%80", "%=%&&&==", "q=%zz"):
            self.assertEqual(self.get("/search?" + query).status, 200, query)

    def test_a_thousand_arguments(self):
        query = "&".join(f"tag={i}" for i in range(1000))
        self.assertEqual(self.get("/tags?" + query).text.split(", "), [str(i) for i in range(1000)])
        self.assertEqual(self.get("/tags?" + query + "&tag=1000").status, 400, "more than max_query_values")

    def test_a_url_of_more_than_8_kib_is_too_long(self):
        longest = "/tags?" + "x" * (8192 - len("/tags?"))
        self.assertEqual((self.get(longest).status, self.get(longest + "x").status), (200, 414))
        self.assertEqual(self.get("/tags?" + "&".join(f"tag={i}" for i in range(10_000))).status, 414)

    def test_a_form_of_ten_thousand_fields(self):
        fields = "&".join(f"tag={i}" for i in range(10_000))
        self.assertLess(len(fields), 100_000, "it is within max_form_memory")
        self.assertEqual(self.ask("POST", "/sign", fields + "&name=Ada", FORM).text, "Thank you, Ada.")

    def test_a_form(self):
        self.assertEqual(self.ask("POST", "/sign", "name=Ada+L.", FORM).text, "Thank you, Ada L..")
        missing = self.ask("POST", "/sign", "nam=Ada", FORM)
        self.assertEqual(missing.status, 400)
        self.assertIn("lacks", missing.text)
        self.assertEqual(self.ask("POST", "/sign", "name=" + "x" * 200_000, FORM).status, 413)
        self.assertEqual(self.ask("POST", "/sign", "x" * 4_000_000, FORM).status, 413)

    def test_cookies(self):
        self.assertEqual(self.get("/theme").text, "light")
        self.assertEqual(self.get("/theme", Cookie="a=1; theme=dark; theme=x").text, "dark")
        set_by = self.ask("POST", "/theme/d%C3%BCster%3B")
        self.assertEqual((set_by.status, set_by.headers["Location"]), (302, "/theme"))
        cookie = set_by.headers["Set-Cookie"]
        self.assertTrue(cookie.startswith('theme="d\\303\\274ster\\073"; '), cookie)
        for attribute in ("Max-Age=31536000", "HttpOnly", "Path=/", "SameSite=Lax"):
            self.assertIn(attribute, cookie)
        self.assertNotIn("Secure", cookie)
        self.assertEqual(self.get("/theme", Cookie=cookie.split("; ")[0]).text, "düster;")
        self.assertIn("Secure", self.ask("POST", "/theme/x", headers={"X-Forwarded-Proto": "https"})
                      .headers["Set-Cookie"])
        self.assertIn("Max-Age=0", self.ask("POST", "/forget").headers["Set-Cookie"])

    def test_a_file(self):
        body, headers = multipart(file_part("cover", "../../größe ä.png", b"\x89PNG\0" * 100))
        self.assertEqual(self.ask("POST", "/upload", body, headers).text, "Kept 500 bytes.")
        self.assertEqual((self.files / "groe_a.png").read_bytes(), b"\x89PNG\0" * 100)
        self.assertEqual(self.ask("POST", "/upload", body, headers).status, 500, "it does not overwrite")

    def test_a_file_that_holds_the_boundary(self):
        data = b"--limi\r\n--limitx\r\n\r--limity\n-- limit" + b"\r\n--limi" * 1000
        body, headers = multipart(file_part("cover", "b.bin", data))
        self.assertEqual(self.ask("POST", "/upload", body, headers).status, 200)
        self.assertEqual((self.files / "b.bin").read_bytes(), data)

    def test_a_large_file_is_stored_on_the_disk(self):
        data = os.urandom(2_500_000)
        body, headers = multipart(file_part("cover", "c.bin", data))
        self.assertEqual(self.ask("POST", "/upload", body, headers).text, "Kept 2500000 bytes.")
        self.assertEqual((self.files / "c.bin").read_bytes(), data)

    def raw(self, data):
        """Sends bytes and returns the first line of the response."""
        with socket.create_connection(("127.0.0.1", self.running.port), timeout=TIMEOUT) as client:
            try:
                client.sendall(data)
            except (BrokenPipeError, ConnectionResetError):
                pass
            return client.makefile("rb").readline().decode()

    def test_a_file_of_two_gigabytes_is_refused_before_it_is_sent(self):
        head = b"POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
        refused = "HTTP/1.1 413 Content Too Large\r\n"
        self.assertEqual(self.raw(head + b"Content-Length: 2147483648\r\n\r\n"), refused)
        endless = b"".join(b"100000\r\n" + b"x" * 0x100000 + b"\r\n" for _ in range(8))
        self.assertEqual(self.raw(head + b"Transfer-Encoding: chunked\r\n\r\n" + endless), refused)

    def test_malformed_forms(self):
        names = ("Content-Disposition: form-data", "Content-Disposition: form-data; filename=\"x\"", "X: y", "")
        for name in names:
            body, headers = multipart((name, b"1"))
            self.assertEqual(self.ask("POST", "/upload", body, headers).status, 400, name)
        body, headers = multipart(*[file_part("f", str(i), b"") for i in range(60)])
        self.assertEqual(self.ask("POST", "/upload", body, headers).status, 413)
        for kind in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"",
                     "multipart/form-data; boundary=é"):
            self.assertEqual(self.ask("POST", "/upload", b"--x", {"Content-Type": kind.encode("latin-1")}).status,
                             400, kind)
        body, headers = multipart(file_part("cover", "..", b"1"))
        self.assertEqual(self.ask("POST", "/upload", body, headers).status, 400)

    def test_json(self):
        def order(text, kind="application/json"):
            return self.ask("POST", "/orders", text, {"Content-Type": kind})
        made = order('{"book": "Emma", "copies": 2}')
        self.assertEqual((made.status, json.loads(made.text)), (201, {"book": "Emma", "copies": 2}))
        self.assertEqual(order('{"book": 1}', "application/vnd.shop+json; charset=utf-8").status, 201)
        self.assertEqual(order('{"book": 1}', "text/plain").status, 415)
        for text in ("", "{", "nul", "[1,]", '{"book": 1}x', '{"book": "\\ud800"}', b'{"book": "\xff"}',
                     "[" * 10_000 + "]" * 10_000, '{"a":' * 10_000 + "1" + "}" * 10_000):
            self.assertEqual(order(text).status, 400, text[:20])
        self.assertEqual(order('{"book": %s}' % ("9" * 1000)).status, 400)

    def test_negotiation(self):
        self.assertEqual(self.get("/book").text, "<h1>Emma</h1>")
        self.assertEqual(self.get("/book", Accept="application/json").headers["Content-Type"], "application/json")
        self.assertEqual(self.get("/book", Accept="text/html, */*;q=0.1").text, "<h1>Emma</h1>")
        self.assertEqual(self.get("/book", Accept=",".join(["a/b;q=0.5"] * 900)).status, 200)

    def test_authorization(self):
        self.assertEqual(self.get("/whoami").headers["WWW-Authenticate"], 'Basic realm="guide", charset="UTF-8"')
        self.assertEqual(self.get("/whoami", Authorization="Basic QWRhOm9wZW4=").text, "Ada")
        # As in Werkzeug, characters outside base64 are skipped, and invalid UTF-8 means no authorization.
        for value, status, name in (("Basic", 200, ""), ("Basic !!!", 200, ""),
                                    ("basic " + "A" * 5000, 200, "\0" * 3750), ("Basic /w==", 401, ""),
                                    ("Bearer x", 401, "")):
            answer = self.get("/whoami", Authorization=value)
            self.assertEqual((answer.status, answer.text), (status, name), value[:20])

    def test_where(self):
        where = json.loads(self.get("/where?x=1", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="https",
                                    X_Forwarded_Host="Shop.Example", X_Forwarded_Prefix="/app").text)
        self.assertEqual(where["url"], "https://shop.example/app/where?x=1")
        self.assertEqual(where["root_url"], "https://shop.example/app/")
        self.assertEqual(where["base_url"], "https://shop.example/app/where")
        self.assertEqual(where["full_path"], "/where?x=1")
        self.assertEqual(where["client"], "203.0.113.9")
        self.assertEqual(self.get("/where", X_Forwarded_Host="a b").status, 400)

    def test_large_cookies(self):
        self.assertEqual(self.get("/theme", Cookie="a=" + "b" * 100_000).status, 431)
        self.assertEqual(self.get("/theme", Cookie="; ".join(f"c{i}=\"\\" for i in range(1500))[:12_000]).status, 200)

    def test_paths(self):
        (self.folder / "secret.txt").write_text("secret")
        for path, status in (("..%2fsecret.txt", 404), ("%2e%2e/secret.txt", 404), ("..%5csecret.txt", 404),
                             ("a/../../secret.txt", 404), ("..;/secret.txt", 404), ("..", 404),
                             ("%2fetc%2fpasswd", 308), ("%c0%ae%c0%ae/secret.txt", 400), ("%00", 400), ("%ff", 400),
                             ("%", 400), ("%zz", 400)):
            with socket.create_connection(("127.0.0.1", self.running.port), timeout=TIMEOUT) as client:
                client.sendall(f"GET /files/{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
                answer = b"".join(iter(lambda: client.recv(65536), b""))
            self.assertEqual(answer[:12].decode(), f"HTTP/1.1 {status}", path)
            self.assertNotIn(b"\r\n\r\nsecret", answer, path)


class Leaving(Guide):
    """Clients of a view that runs for hours on one of four workers."""

    def begin(self):
        """Sends a request and waits until the server has read it, so that a view is running."""
        client = socket.create_connection(("127.0.0.1", self.running.port), timeout=TIMEOUT)
        self.addCleanup(client.close)
        client.sendall(b"GET /primes/2147483647 HTTP/1.1\r\nHost: t\r\n\r\n")
        ours, until = f":{client.getsockname()[1]:04X}", time.monotonic() + TIMEOUT
        while time.monotonic() < until:
            rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
            # proc(5): local_address rem_address st tx_queue:rx_queue
            if [row[4].split(":")[1] for row in rows if row[2].endswith(ours)] == ["00000000"]:
                return client
        self.fail("the server does not read")

    def test_a_view_ends_when_its_client_has_gone(self):
        self.assertEqual(self.get("/primes/100").text, "25")
        for _ in range(8):
            self.begin().close()
        self.assertEqual(self.get("/primes/100").text, "25")

    def test_a_client_that_only_stops_sending_is_answered(self):
        client = self.begin()
        client.shutdown(socket.SHUT_WR)
        self.assertTrue(client.recv(4096).startswith(b"HTTP/1.1 503 "))


class Responses(Guide):
    def test_what_a_view_returns(self):
        self.assertEqual(self.get("/text").headers["Content-Type"], "text/html; charset=utf-8")
        self.assertEqual(self.get("/object").text, '{"title":"Emma","year":1815}\n')
        self.assertEqual((self.get("/made").status, self.get("/made").text), (201, "made"))
        nothing = self.get("/nothing")
        self.assertEqual((nothing.status, nothing.body), (204, b""))
        self.assertEqual(self.get("/plain").headers["X-Rows"], "1")

    def test_redirects(self):
        answer = self.get("/old/b%C3%BCcher/%22")
        self.assertEqual((answer.status, answer.headers["Location"]), (301, "/new/b%C3%BCcher/%22"))
        self.assertIn("&#34;", answer.text)

    def test_files(self):
        data = os.urandom(300_000)
        (self.files / "a.bin").write_bytes(data)
        whole = self.get("/files/a.bin")
        self.assertEqual((whole.status, whole.body), (200, data))
        tag = whole.headers["ETag"]
        self.assertEqual(self.get("/files/a.bin", If_None_Match=tag).status, 304)
        part = self.get("/files/a.bin", Range="bytes=100000-249999")
        self.assertEqual((part.status, part.body), (206, data[100000:250000]))
        self.assertEqual(part.headers["Content-Range"], "bytes 100000-249999/300000")
        self.assertEqual(self.get("/files/a.bin", Range="bytes=300000-").status, 416)
        hundreds = "bytes=" + ",".join(f"{i}-{i}" for i in range(0, 1000, 2))
        self.assertEqual(self.get("/files/a.bin", Range=hundreds).body, data)
        head = self.ask("HEAD", "/files/a.bin")
        self.assertEqual((head.headers["Content-Length"], head.body), ("300000", b""))
        self.assertEqual(self.get("/files/none").status, 404)

    def test_a_download(self):
        (self.files / "report.pdf").write_bytes(b"%PDF")
        report = self.get("/report")
        self.assertEqual(report.headers["Content-Type"], "application/pdf")
        self.assertIn("filename*=UTF-8''Bericht%20f%C3%BCr%20M%C3%A4rz.pdf", report.headers["Content-Disposition"])

    def test_a_text_that_is_known(self):
        chapter = self.get("/chapter")
        self.assertEqual(self.get("/chapter", If_None_Match=chapter.headers["ETag"]).status, 304)
        self.assertEqual(self.get("/chapter", If_None_Match='"x"').body, chapter.body)

    def test_streams(self):
        self.assertEqual(self.get("/numbers").text.split(), [str(i) for i in range(1000)])
        clock = self.get("/clock")
        self.assertEqual(clock.headers["Content-Type"], "text/event-stream")
        self.assertEqual(clock.text, "data: 1\n\ndata: 2\n\ndata: 3\n\n")


class Values(Guide):
    def test_a_signal_carries_structs(self):
        self.assertEqual(self.ask("POST", "/sales").text, "Sold.")
        self.assertEqual(self.get("/sales").text, "Emma (1815-12-23)\n")

    def test_a_model_is_described(self):
        models = json.loads(self.get("/models").text)
        self.assertEqual(models["carboy_models"], 1)
        loan = models["models"][0]
        self.assertEqual((loan["name"], loan["label"], loan["key"], loan["order"]),
                         ("guide_loan", "Loan", ["id"], ["-lent"]))
        self.assertEqual([field["name"] for field in loan["fields"]],
                         ["id", "reader", "title", "note", "state", "lent"])
        self.assertEqual(loan["fields"][4]["choices"][1], {"value": "returned", "label": "Returned"})


if __name__ == "__main__":
    unittest.main()
