"""A language model for tests: a server process of its own on the loopback. How it behaves is the first part of the path; what it hears it writes down."""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

MECHANISMS = {
    "mechanisms": [
        {"mechanism": "thermal displacement", "terms_ko": ["열변위"], "terms_en": ["spindle growth"], "weight": 0.2},
        {"mechanism": "열팽창", "terms_ko": ["열팽창", "열변위 보정"], "terms_en": ["thermal expansion"], "weight": 0.6},
        {"mechanism": "", "terms_ko": ["버릴 것"], "terms_en": [], "weight": 0.9},
        {"mechanism": "no weight", "terms_ko": ["버릴 것"], "terms_en": [], "weight": "much"},
    ]
}
CONTENTS = {
    "good": json.dumps(MECHANISMS),
    "fenced": f"Here you are:\n```json\n{json.dumps(MECHANISMS)}\n```",
    "words": "I think it is the heat.",
    "list": json.dumps([1, 2]),
    "odd": json.dumps({"mechanisms": [1, None, {"mechanism": "x" * 500, "weight": 1}]}),
    "deep": '{"mechanisms": ' + "[" * 20_000 + "]" * 20_000 + "}",
    "silent": "",
}


class Model(BaseHTTPRequestHandler):
    """Answers as the path says."""

    def do_POST(self):
        """Hear, write down, answer."""
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        with Path(sys.argv[1]).open("a", encoding="utf-8") as heard:
            heard.write(json.dumps({"path": self.path, "key": self.headers.get("Authorization"), "body": json.loads(text)}) + "\n")
        behaviour = self.path.split("/")[1]
        getattr(self, f"be_{behaviour}", lambda: self._say({"choices": [{"message": {"content": CONTENTS[behaviour]}, "finish_reason": "stop"}]}))()

    def be_late(self):
        """Say nothing for longer than anybody waits."""
        time.sleep(3)

    def be_dripping(self):
        """Send a byte now and then, for ever."""
        self.send_response(200)
        self.end_headers()
        for _second in range(100):
            self.wfile.write(b" ")
            self.wfile.flush()
            time.sleep(0.2)

    def be_endless(self):
        """Send more than anybody reads."""
        self.send_response(200)
        self.end_headers()
        for _piece in range(1000):
            self.wfile.write(b" " * 65536)

    def be_broken(self):
        """Send no JSON."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>")

    def be_failing(self):
        """Fail."""
        self.send_error(503)

    def be_redirecting(self):
        """Send on to another address, where it would be heard."""
        self.send_response(307)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/good/elsewhere")
        self.end_headers()

    def be_refusing(self):
        """Refuse."""
        self._say({"choices": [{"message": {"content": None, "refusal": "I cannot help with that."}, "finish_reason": "stop"}]})

    def be_strange(self):
        """Answer with JSON of another kind."""
        self._say({"choices": "none"})

    def _say(self, answer):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_arguments):
        """Stay quiet."""

    def handle(self):
        """A caller who has stopped listening is no fault."""
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    print(server.server_port, flush=True)  # noqa: T201  # the port is what the test waits for
    server.serve_forever()
