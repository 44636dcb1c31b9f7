"""The things of the still life, as distance functions with their colours, and the wood and plaster around them.

Points are (n, 3) float32 in centimetres, y upwards, the table at y = 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

F = np.float32
Field = NDArray[np.float32]

_TITLE = "ON THE\nBEHAVIOUR\nOF LIGHT"
_PAGE = (
    "A kernel is a small window that travels over a picture. At every place it stands, the numbers beneath it are "
    "multiplied by its weights and added, and the sum becomes one point of a new picture. Where light meets shade the "
    "sum is large; where all is even it is nothing at all. So an edge is found without knowing what it bounds, the rim "
    "of a cup as well as the coast of an island. A window of equal weights does the contrary: it lets every point "
    "share with its neighbours, and grain and dust sink back into the paper. Two windows, one behind the other, see "
    "further than either alone. Whoever wishes to know how far need only count: the second adds to the reach of the "
    "first, and a stride makes each step count double. Nothing in this is hidden. Take a pencil, draw a grid of "
    "three by three, and follow the numbers with your finger from the upper left to the lower right. "
)

_lattice = np.random.default_rng(11).random((64, 64, 64), dtype=F)


def unit(v: Field) -> Field:
    """Vectors (..., 3) of length 1."""
    return v / np.sqrt(np.maximum((v * v).sum(-1, keepdims=True), 1e-12)).astype(F)


def noise(p: Field, octaves: int = 1) -> Field:
    """Smooth noise, 0 to 1, at points (n, 3); each octave is twice as fine and half as strong."""
    total, weight = np.zeros(len(p), F), F(0)
    for octave in range(octaves):
        q = p * F(2**octave) + F(17.3 * octave)
        base = np.floor(q)
        f = q - base
        f = f * f * (3 - 2 * f)
        i = base.astype(np.int32) & 63
        j = (i + 1) & 63
        (x0, y0, z0), (x1, y1, z1), (u, v, w) = i.T, j.T, f.T
        layers = [
            mix(mix(_lattice[x0, y0, z], _lattice[x1, y0, z], u), mix(_lattice[x0, y1, z], _lattice[x1, y1, z], u), v)
            for z in (z0, z1)
        ]
        share = F(0.5**octave)
        total += share * mix(layers[0], layers[1], w)
        weight += share
    return total / weight


def mix(a: Field, b: Field, t: Field) -> Field:
    return a + (b - a) * t


def smooth(low: float, high: float, x: Field) -> Field:
    """0 below `low`, 1 above `high`, and a soft rise between."""
    t = np.clip((x - F(low)) / F(high - low), 0, 1)
    return t * t * (3 - 2 * t)


@dataclass(frozen=True)
class Thing:
    """A solid: `distance` of points in its own frame, inside a ball of `reach` about `centre`, turned by `angle`."""

    centre: tuple[float, float, float]
    reach: float
    distance: Callable[[Field], Field]
    colour: Callable[[Field, Field], Field]
    gloss: float = 0.04
    sharpness: float = 0.1
    angle: float = 0.0
    bump: Callable[[Field], Field] | None = None

    def local(self, p: Field) -> Field:
        """Points of the world in the thing's own frame."""
        q = p - np.array(self.centre, F)
        c, s = F(np.cos(self.angle)), F(np.sin(self.angle))
        return np.stack([c * q[:, 0] - s * q[:, 2], q[:, 1], s * q[:, 0] + c * q[:, 2]], 1)

    def hit(self, o: Field, d: Field, steps: int, eps: float) -> Field:
        """Where rays meet it, inf where they do not."""
        q = o - np.array(self.centre, F)
        b = (q * d).sum(1)
        disc = b * b - ((q * q).sum(1) - F(self.reach**2))
        found = np.full(len(o), np.inf, F)
        live = np.flatnonzero((disc > 0) & (-b + np.sqrt(np.maximum(disc, 0)) > 0))
        if not live.size:
            return found
        root = np.sqrt(disc[live])
        t, far = np.maximum(-b[live] - root, F(0.02)), -b[live] + root
        start, way = self.local(o[live]), self.local(d[live] + np.array(self.centre, F))
        for _ in range(steps):
            near = self.distance(start + t[:, None] * way)
            done = near < eps
            found[live[done]] = t[done]
            t = t + np.maximum(near, F(eps))
            keep = ~done & (t < far)
            live, t, far, start, way = live[keep], t[keep], far[keep], start[keep], way[keep]
            if not live.size:
                break
        return found

    def normal(self, q: Field) -> Field:
        """Outward normals at points of the own frame, bumps included, in the world's frame."""
        e, axes = F(0.004), np.eye(3, dtype=F)
        n = np.stack([self.distance(q + e * a) - self.distance(q - e * a) for a in axes], 1) / (2 * e)
        if self.bump is not None:
            e = F(0.03)
            n = n - np.stack([self.bump(q + e * a) - self.bump(q - e * a) for a in axes], 1) / (2 * e)
        c, s = F(np.cos(self.angle)), F(np.sin(self.angle))
        return unit(np.stack([c * n[:, 0] + s * n[:, 2], n[:, 1], -s * n[:, 0] + c * n[:, 2]], 1))


# --- the things ------------------------------------------------------------------------------------------------------


def _apple(size: float) -> Callable[[Field], Field]:
    def distance(q: Field) -> Field:
        q = q / F(size)
        r = np.hypot(q[:, 0], q[:, 2])
        taper = 1 + F(0.10) * q[:, 1]
        body = np.hypot(r / taper - F(0.42), q[:, 1] * F(1.02)) - F(0.62)
        bend = q[:, 0] - F(0.12) * (q[:, 1] - F(0.3)) ** 2
        stem = np.maximum(np.hypot(bend, q[:, 2]) - F(0.035) - F(0.02) * np.maximum(q[:, 1] - F(0.6), 0),
                          np.abs(q[:, 1] - F(0.52)) - F(0.32))  # fmt: skip
        return np.minimum(body * F(0.85), stem * F(0.9)) * F(size)

    return distance


def _apple_skin(size: float, red: tuple[float, ...], green: tuple[float, ...]) -> Callable[[Field, Field], Field]:
    def colour(q: Field, n: Field) -> Field:
        q = q / F(size)
        r = np.hypot(q[:, 0], q[:, 2])
        turn = np.arctan2(q[:, 2], q[:, 0])
        streak = noise(np.stack([np.cos(turn) * 9, q[:, 1] * F(0.9), np.sin(turn) * 9], 1), 3)
        blush = noise(q * F(1.1) + 5, 2)
        t = smooth(0.28, 0.62, F(0.55) * streak + F(0.75) * blush - F(0.25) * smooth(0.55, 0.15, r) + F(0.05))
        skin = np.array(green, F) + t[:, None] * (np.array(red, F) - np.array(green, F))
        dots = smooth(0.82, 0.95, noise(q * F(46) + F(2) * noise(q * F(60))[:, None]))
        mottle = noise(q * F(30), 3)[:, None] - F(0.5)
        skin = skin * (1 + F(0.25) * mottle) + dots[:, None] * F(0.05)
        is_stem = (r < 0.10) & (q[:, 1] > 0.26)
        return np.where(is_stem[:, None], np.array([0.16, 0.10, 0.05], F), skin).astype(F)

    return colour


def _ball(radius: float) -> Callable[[Field], Field]:
    return lambda q: np.sqrt((q * q).sum(1)) - F(radius)


def _peel(q: Field, n: Field) -> Field:
    t = noise(q * F(0.5) + 3, 2)[:, None]
    found = np.array([0.80, 0.22, 0.015], F) + t * np.array([0.10, 0.10, 0.01], F)
    navel = smooth(0.5, 0.2, np.hypot(q[:, 0], q[:, 2])) * (q[:, 1] > 0)
    return found * (1 - F(0.7) * navel[:, None]) + navel[:, None] * np.array([0.1, 0.12, 0.03], F)


def _pores(q: Field) -> Field:
    return F(0.030) * noise(q * F(5.5)) + F(0.012) * noise(q * F(11))


def _fine_pores(q: Field) -> Field:
    return F(0.5) * _pores(q)


def _lemon(q: Field) -> Field:
    x = q[:, 0]
    profile = F(2.35) * np.sqrt(np.maximum(1 - (x / F(3.5)) ** 2, 0)) * F(1.0)
    tip = F(0.55) * np.exp(-((np.abs(x) - F(3.3)) ** 2) / F(0.25))
    return (np.hypot(q[:, 1], q[:, 2]) - np.maximum(profile, tip) - F(0.1)) * F(0.5) + np.maximum(np.abs(x) - F(3.9), 0)


def _lemon_peel(q: Field, n: Field) -> Field:
    t = noise(q * F(0.6) + 9, 2)[:, None]
    return np.array([0.80, 0.52, 0.03], F) + t * np.array([0.06, 0.10, 0.02], F)


def _grape(q: Field, n: Field) -> Field:
    bloom = smooth(0.35, 0.75, noise(q * F(1.5) + 2, 3))[:, None]
    return np.array([0.07, 0.012, 0.035], F) + bloom * np.array([0.07, 0.05, 0.09], F)


def _cup(q: Field) -> Field:
    r, y = np.hypot(q[:, 0], q[:, 2]), q[:, 1]
    wide = F(3.5) + F(0.9) * np.clip(y / F(8.0), 0, 1) ** F(0.7)
    wall = np.maximum(np.abs(r - wide) - F(0.22), np.abs(y - F(4.0)) - F(4.0))
    rim = np.hypot(r - F(4.4), y - F(8.0)) - F(0.24)
    floor = np.maximum(r - F(3.6), np.abs(y - F(0.35)) - F(0.3))
    tea = np.maximum(r - F(4.25), np.abs(y - F(6.9)) - F(0.03))
    ring = np.hypot((q[:, 0] - F(4.3)) * F(0.95), (y - F(4.3)) * F(0.8)) - F(2.0)
    handle = np.hypot(ring, q[:, 2] * F(0.8)) - F(0.42)
    handle = np.maximum(handle, -(r - F(4.0)))
    return np.minimum(np.minimum(np.minimum(wall, rim), np.minimum(floor, tea)), handle) * F(0.75)


def _glaze(q: Field, n: Field) -> Field:
    r, y = np.hypot(q[:, 0], q[:, 2]), q[:, 1]
    found = np.full((len(q), 3), [0.80, 0.79, 0.75], F) + (noise(q * F(1.2), 2)[:, None] - F(0.5)) * F(0.05)
    wave = F(0.12) * np.sin(np.arctan2(q[:, 2], q[:, 0]) * 14)
    outside = r > 3.6 + 0.9 * np.clip(y / 8.0, 0, 1) ** 0.7 - 0.1
    for height, width in ((6.5, 0.28), (5.75, 0.10), (1.2, 0.16)):
        band = smooth(width + 0.03, width, np.abs(y - F(height) + (wave if height == 5.75 else 0))) * outside
        found = found * (1 - band[:, None]) + band[:, None] * np.array([0.05, 0.13, 0.34], F)
    is_tea = (r < 4.15) & (np.abs(y - 6.93) < 0.04)
    return np.where(is_tea[:, None], np.array([0.20, 0.07, 0.015], F), found).astype(F)


_BOOK = np.array([7.6, 1.35, 5.4], F)


def _book(q: Field) -> Field:
    inner = np.abs(q) - (_BOOK - np.array([0.25, 0.22, 0.25], F))
    pages = np.sqrt((np.maximum(inner, 0) ** 2).sum(1)) + np.minimum(inner.max(1), 0)
    lid = np.abs(np.stack([q[:, 0], np.abs(q[:, 1]) - F(1.25), q[:, 2]], 1)) - np.array([7.6, 0.10, 5.4], F)
    covers = np.sqrt((np.maximum(lid, 0) ** 2).sum(1)) + np.minimum(lid.max(1), 0) - F(0.03)
    back = np.abs(q - np.array([0, 0, 5.35], F)) - np.array([7.6, 1.33, 0.08], F)
    spine = np.sqrt((np.maximum(back, 0) ** 2).sum(1)) + np.minimum(back.max(1), 0) - F(0.05)
    return np.minimum(np.minimum(pages, covers), spine)


def _text(words: str, size: tuple[int, int], point: int, margin: int, *, centred: bool) -> Field:
    """Ink, 0 to 1, of a printed text."""
    sheet = Image.new("L", size, 0)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(point)
    if centred:
        draw.multiline_text((size[0] / 2, size[1] / 2), words, 255, font, "mm", spacing=point * 0.5, align="center")
        draw.rectangle((margin, margin, size[0] - margin, size[1] - margin), outline=255, width=6)
        return np.asarray(sheet, F) / F(255)
    lines, line = [], ""
    for word in (words * 3).split():
        if draw.textlength(f"{line} {word}", font) > size[0] - 2 * margin:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    draw.text((size[0] / 2, margin), "III. Of windows", 255, ImageFont.load_default(point * 1.4), "ma")
    for i, line in enumerate(lines):
        y = margin + point * 3 + i * point * 1.45
        if y < size[1] - margin - point:
            draw.text((margin, y), line, 235, font)
    return np.asarray(sheet.filter(ImageFilter.GaussianBlur(0.6)), F) / F(255)


_COVER = _text(_TITLE, (1520, 1080), 120, 70, centred=True)
_SHEET = _text(_PAGE, (1500, 2100), 44, 130, centred=False)


def _read(sheet: Field, u: Field, v: Field) -> Field:
    """The ink at u, v of 0 to 1 (across, down), between its pixels."""
    h, w = sheet.shape
    x, y = np.clip(u * F(w) - F(0.5), 0, w - 1.001), np.clip(v * F(h) - F(0.5), 0, h - 1.001)
    i, j = y.astype(np.int32), x.astype(np.int32)
    fy, fx = y - i, x - j
    return mix(mix(sheet[i, j], sheet[i, j + 1], fx), mix(sheet[i + 1, j], sheet[i + 1, j + 1], fx), fy)


def _binding(q: Field, n: Field) -> Field:
    weave = noise(q * np.array([9, 9, 9], F), 2)[:, None]
    cloth = np.array([0.05, 0.17, 0.15], F) * (F(0.7) + F(0.6) * weave)
    top = q[:, 1] > 1.2
    gold = np.zeros(len(q), F)
    u, v = (q[:, 0] / F(7.6) + 1) / 2, (1 - q[:, 2] / F(5.4)) / 2
    gold[top] = _read(_COVER, u[top], v[top])
    cloth = cloth + gold[:, None] * (np.array([0.62, 0.45, 0.16], F) - cloth)
    is_page = (np.abs(q[:, 1]) < 1.14) & (q[:, 2] < 5.2)
    leaf = F(0.60) + F(0.22) * noise(np.stack([q[:, 0] * F(0.2), q[:, 1] * F(40), q[:, 2] * F(0.2)], 1), 2)[:, None]
    return np.where(is_page[:, None], leaf * np.array([1.0, 0.94, 0.80], F), cloth).astype(F)


def _things() -> list[Thing]:
    red, russet = ((0.50, 0.025, 0.03), (0.72, 0.55, 0.12)), ((0.62, 0.20, 0.05), (0.36, 0.50, 0.08))
    found = [
        Thing((-1.6, 3.35, -4.4), 5.6, _apple(4.1), _apple_skin(4.1, *red), 0.05, 0.25, 0.5),
        Thing((-6.6, 3.15, 6.8), 5.4, _apple(3.9), _apple_skin(3.9, *russet), 0.05, 0.25, 2.2),
        Thing((4.2, 3.6, 1.4), 3.7, _ball(3.6), _peel, 0.04, 0.7, 0.0, _pores),
        Thing((-13.0, 0.0, 2.0), 10.0, _cup, _glaze, 0.06, 0.08, -0.5),
        Thing((13.4, 1.38, 7.6), 9.6, _book, _binding, 0.02, 1.2, -0.28),
        Thing((12.4, 5.2, 7.0), 4.2, _lemon, _lemon_peel, 0.04, 0.6, 0.7, _fine_pores),
    ]
    lying = ((7.4, -7.2), (9.2, -8.1), (11.0, -7.0), (8.5, -5.4), (10.2, -5.0), (12.3, -5.2), (6.1, -5.6), (9.7, -9.9))
    for i, (x, z) in enumerate((*lying, (13.6, -7.6))):
        found.append(Thing((x, 1.05, z), 1.1, _ball(1.05 + 0.02 * (i % 3)), _grape, 0.05, 0.3, i * 1.3))
    for i, (x, z) in enumerate(((8.4, -6.9), (10.1, -6.6), (9.4, -8.4), (11.6, -6.2))):
        found.append(Thing((x, 2.62, z), 1.1, _ball(1.04), _grape, 0.05, 0.3, i * 2.1))
    return found


THINGS = _things()


# --- table and wall --------------------------------------------------------------------------------------------------


def _wood(p: Field) -> Field:
    x, z = p[:, 0], p[:, 2]
    plank = np.floor((z + F(60)) / F(8.2))
    inside = (z + F(60)) / F(8.2) - plank
    shift = plank * F(37.7)
    bend = noise(np.stack([x * F(0.03) + shift, plank, z * F(0.10)], 1), 2)
    ring = np.abs(((z * F(0.55) + F(16) * bend + x * F(0.004)) % 1) - F(0.5)) * 2
    fibre = noise(np.stack([x * F(0.35) + shift, plank, z * F(9)], 1), 3)
    pore = smooth(0.66, 0.80, noise(np.stack([x * F(0.8) + shift, plank, z * F(22)], 1), 2))
    tint = noise(np.stack([plank * F(3.3), plank, plank], 1))
    t = (F(0.50) * ring + F(0.50) * fibre)[:, None]
    found = np.array([0.155, 0.072, 0.032], F) + t * np.array([0.23, 0.135, 0.070], F)
    found = found * (F(0.78) + F(0.45) * tint[:, None]) * (1 - F(0.45) * pore[:, None])
    gap = smooth(0.012, 0.004, np.minimum(inside, 1 - inside))[:, None]
    return found * (1 - F(0.85) * gap)


def table(p: Field) -> tuple[Field, Field, Field]:
    """Colour, gloss and bump heights of the table, with the printed page that lies on it."""
    found = _wood(p)
    c, s = F(np.cos(0.30)), F(np.sin(0.30))
    x, z = p[:, 0] + F(8.6), p[:, 2] + F(9.2)
    u, v = (c * x - s * z) / F(11) + F(0.5), F(0.5) - (s * x + c * z) / F(15.4)
    on = (u > 0) & (u < 1) & (v > 0) & (v < 1)
    gloss = F(0.045) * np.ones(len(p), F)
    if on.any():
        ink = _read(_SHEET, u[on], v[on])
        fibre = noise(p[on] * F(6), 3)
        paper = (F(0.74) + F(0.06) * fibre)[:, None] * np.array([1.0, 0.955, 0.86], F)
        found[on] = paper * (1 - F(0.95) * ink[:, None])
        gloss[on] = 0
    near = np.minimum(np.minimum(u, 1 - u) * 11, np.minimum(v, 1 - v) * F(15.4))
    edge = smooth(-0.28, 0.0, near) * ~on
    return found * (1 - F(0.45) * edge[:, None]), gloss, on


def wall(p: Field) -> Field:
    plaster = noise(p * F(0.16), 3)[:, None]
    across = smooth(45, -30, p[:, 0] + F(0.7) * p[:, 1])[:, None]
    return np.array([0.150, 0.170, 0.165], F) * (F(0.75) + F(0.5) * plaster) * (F(0.48) + F(0.8) * across)
