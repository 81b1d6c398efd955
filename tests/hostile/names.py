"""Names and kinds of files that mislead: control characters, bytes, schemes, links, pipes, folders."""

from __future__ import annotations

import os
import shutil
import socket
import tempfile

from hostile.cases import IMPORTED, REJECTED, SKIPPED, Corpus
from making_rasters import geotiff, png

#: Names of true images that a terminal, a shell, a sheet or a library could take for something else.
NAMES = (
    b"\x1b[2J\x1b]0;owned\x07.png", b"\x1b]52;c;bHM=\x07.png", b"\x1b]8;;http:x\x1b\\click\x1b]8;;\x1b\\.png",
    b"line\nbreak.png", b"carriage\rreturn.png", b"tab\there.png", b"bell\x07.png", b"back\x08space.png",
    "right\u202eleft.png".encode(), "isolate\u2066.png".encode(), "c1\x9b2J.png".encode(),
    "zero\u200bwidth.png".encode(), "line\u2028separator.png".encode(), "bom\ufeff.png".encode(),
    b"\xff\xfe.png", b"latin\xe9.png", b"half\xed\xa0\x80.png", b"cut\xe2\x82.png", b"\\xff.png",
    b"[red]markup[/red].png", b"[@click=app.quit]x.png", b"[/x].png", b"{0}.png", b"%s%n.png", b"$(reboot).png",
    b"`id`.png", b"; rm -rf x.png", b"=cmd|' C'!A0.png", b"+1+1.png", b"@SUM(A1).png", b"-x.png", b"--help.png",
    b"http:x.png", b"zip+s3:a!b.png", b"file:..png", b"vsicurl:x.png", b"GTIFF_DIR:1:x.png", b"a!b.png",
    b"<script>alert(1)<script>.png", b"&lt;b&gt;.png", b"quote\"'.png", b" leading.png",
    b"trailing .png", b"...png", b".hidden.png", b"CON.png", b"a" * 251 + b".png", "😀".encode() * 60 + b".png",
    "имя.png".encode(), "اسم.png".encode(), b"Scene.PNG", b"scene.png",
)  # fmt: skip


def fill(corpus: Corpus) -> None:
    """Add all cases of this kind."""
    for number, name in enumerate(NAMES):
        corpus.move(png(corpus.place("made.png"), value=100 + number), b"names/" + name, IMPORTED)
    _kinds(corpus)


def _kinds(corpus: Corpus) -> None:
    """What stands in the place of files."""
    os.mkfifo(corpus.add("kinds/pipe.tif", SKIPPED, "pipe"))
    # A socket's path may have about 100 characters only: bound where names are short, then moved.
    with socket.socket(socket.AF_UNIX) as server, tempfile.TemporaryDirectory(prefix="s") as short:
        server.bind(f"{short}/socket")
        shutil.move(f"{short}/socket", corpus.add("kinds/socket.tif", SKIPPED, "socket"))
    links = {
        "outside.tif": corpus.canary, "dangling.tif": "nowhere.tif", "itself.tif": "itself.tif",
        "passwd.tif": "/etc/passwd", "device.tif": "/dev/zero", "folder.tif": "..", "root": "/",
    }  # fmt: skip
    for name, target in links.items():
        corpus.add(f"kinds/{name}", SKIPPED, "link").symlink_to(target)
    geotiff(corpus.add("kinds/folder_named.tif/inside.tif", IMPORTED), value=51)
    corpus.move(geotiff(corpus.place("made.tif"), value=52), "kinds/http:/folder.tif", IMPORTED)
    twin = geotiff(corpus.add("kinds/twin.tif", (IMPORTED, "duplicate")), value=53)
    os.link(twin, corpus.add("kinds/twin_again.tif", ("duplicate", IMPORTED)))
    if os.geteuid() != 0:
        geotiff(corpus.add("kinds/unreadable.tif", REJECTED, "permission"), value=54).chmod(0)
