"""A server process that answers as OpenAI's /v1/embeddings does, or badly in one of several ways, on loopback: `python embedding_server.py MANNER`."""

import hashlib
import json
import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LENGTH = 8


def vector_of(text):
    """Numbers made of the text's words, the same everywhere, not of length 1."""
    digests = [hashlib.blake2b(word.encode(), digest_size=LENGTH).digest() for word in text.lower().split()] or [bytes(LENGTH)]
    return [sum(column) / 50.0 + 1.0 for column in zip(*digests, strict=True)]


class _Answering(BaseHTTPRequestHandler):
    def do_POST(self):  # the name that the library calls
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = self.rows(asked["input"], self.headers.get("Authorization", ""))
        self.send_response(self.status(asked["input"]))
        self.send_header("Location", "http://192.0.2.1/v1/embeddings")
        self.end_headers()
        self.wfile.write(body)

    def rows(self, texts, key):
        if self.manner == "slow":
            time.sleep(5)
        vectors = [vector_of(text)[: LENGTH - 1 if self.manner == "short" else LENGTH] for text in texts]
        if self.manner == "nan":
            vectors = [[float("nan"), *vector[1:]] if "poison" in text else vector for text, vector in zip(texts, vectors, strict=True)]
        rows = [{"index": place, "object": "embedding", "embedding": vector} for place, vector in enumerate(vectors)]
        answers = {"prose": "I am a web page", "fewer": json.dumps({"data": rows[1:]}), "key": json.dumps({"error": f"key {key!r} is not known"})}
        return answers.get(self.manner, json.dumps({"data": rows[::-1]})).encode()

    def status(self, texts):
        refused = self.manner == "refusing" and any("poison" in text for text in texts)
        return 400 if refused else {"redirect": 307, "key": 401, "down": 503}.get(self.manner, 200)

    def log_message(self, *_arguments):
        pass


def main(manner):
    """Say at which port it listens, and answer until it is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Answering", (_Answering,), {"manner": manner}))
    print(server.server_address[1], flush=True)  # noqa: T201  # whoever started it reads the port
    server.serve_forever()


@contextmanager
def embedding_server(manner="well"):
    """The address of a server process of this manner; it is ended afterwards."""
    process = subprocess.Popen([sys.executable, str(Path(__file__)), manner], stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1/embeddings"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    main(sys.argv[1])
