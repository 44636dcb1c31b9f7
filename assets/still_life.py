"""A still life drawn by arithmetic: fruit, a cup, a book and a printed page on wood, lit by a window from the left.

Rays are marched through distance functions; soft shadows are found at a lower resolution, object by object, and the
lens, its vignette and the sensor's noise come last. NumPy and Pillow only, and the same picture every time.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from assets.still_life_things import THINGS, F, Field, noise, smooth, table, unit, wall

EYE = np.array([0.0, 21.0, -50.0], F)
TARGET = np.array([-0.2, 2.9, 0.0], F)
LENS = 0.268
"""Half the picture's height at distance 1."""

WINDOW = np.array([-48.0, 36.0, -8.0], F)
WINDOW_SIZE = 11.0
SUN = np.array([1.0, 0.93, 0.82], F) * F(1.75)
SKY = np.array([0.13, 0.15, 0.19], F)
COARSE = 6
TABLE, WALL = 0, 1

# --- light -----------------------------------------------------------------------------------------------------------


def rays(height: int, width: int, rows: slice) -> Field:
    """Directions of the rays through pixel centres, (n, 3), row by row."""
    ahead = unit(TARGET - EYE)
    right = unit(np.cross(np.array([0, 1, 0], F), ahead).astype(F))
    up = np.cross(ahead, right).astype(F)
    y = (1 - (np.arange(height, dtype=F)[rows] + F(0.5)) * F(2 / height)) * F(LENS)
    x = ((np.arange(width, dtype=F) + F(0.5)) * F(2 / width) - 1) * F(LENS * width / height)
    return unit((ahead + y[:, None, None] * up + x[None, :, None] * right).reshape(-1, 3))


def nearest(o: Field, d: Field, eps: float) -> tuple[Field, NDArray[np.int16]]:
    """Distance and number of what each ray meets first: 0 table, 1 wall, then the things."""
    with np.errstate(divide="ignore"):
        down = np.where(d[:, 1] < -1e-4, -o[:, 1] / d[:, 1], np.inf).astype(F)
        back = np.where(d[:, 2] > 1e-4, (F(34) - o[:, 2]) / d[:, 2], np.inf).astype(F)
    t, which = np.minimum(down, back), np.where(down <= back, TABLE, WALL).astype(np.int16)
    for number, thing in enumerate(THINGS, 2):
        found = thing.hit(o, d, 90, eps)
        closer = found < t
        t[closer], which[closer] = found[closer], number
    return t, which


def _blocked(o: Field, d: Field, reach: Field) -> NDArray[np.bool_]:
    found = np.zeros(len(o), bool)
    for thing in THINGS:
        found |= thing.hit(o, d, 40, 0.02) < reach
    return found


def normals(p: Field, which: NDArray[np.int16]) -> Field:
    """Unit normals of whatever is at the points."""
    n = np.zeros_like(p)
    n[which == TABLE] = (0, 1, 0)
    n[which == WALL] = (0, 0, -1)
    for number, thing in enumerate(THINGS, 2):
        on = which == number
        if on.any():
            n[on] = thing.normal(thing.local(p[on]))
    return n


def shadows(height: int, width: int) -> tuple[Field, NDArray[np.int16]]:
    """How much of the window and of the sky each place sees, (h, w, 2), and what is there."""
    d = rays(height, width, slice(None))
    o = np.broadcast_to(EYE, d.shape)
    t, which = nearest(o, d, 0.01)
    p = o + t[:, None] * d
    n = normals(p, which)
    p = p + n * F(0.08)
    draw = np.random.default_rng(3)
    light, open_sky = np.zeros(len(p), F), np.zeros(len(p), F)
    side, up = _window_axes()
    grid = 5
    for i in range(grid * grid):
        a, b = ((np.array(divmod(i, grid))[:, None] + draw.random((2, len(p)))) / grid * 2 - 1).astype(F)
        way = WINDOW + F(WINDOW_SIZE) * (a[:, None] * side + b[:, None] * up) - p
        light += ~_blocked(p, unit(way), np.sqrt((way * way).sum(1)))
    for i in range(16):
        z, turn = (i + draw.random(len(p))) / 16, draw.random(len(p)) * 2 * np.pi
        flat = np.sqrt(1 - z * z)
        way = unit(np.stack([flat * np.cos(turn), flat * np.sin(turn), z * 2 - 1], 1).astype(F) + n * F(1.001))
        open_sky += ~_blocked(p, way, np.full(len(p), 14, F))
    seen = np.stack([light / grid**2, open_sky / 16], 1).reshape(height, width, 2)
    return seen, which.reshape(height, width)


def _window_axes() -> tuple[Field, Field]:
    to = unit(TARGET - WINDOW)
    side = unit(np.cross(np.array([0, 1, 0], F), to).astype(F))
    return side, np.cross(to, side).astype(F)


def _blur(a: Field, radius: float) -> Field:
    """Gaussian blur of (h, w) through its two axes."""
    x = np.arange(-int(3 * radius) - 1, int(3 * radius) + 2)
    g = np.exp(-(x**2) / (2 * radius**2))
    g = (g / g.sum()).astype(F)
    half = len(x) // 2
    for axis in (0, 1):
        edge = [(0, 0), (0, 0)]
        edge[axis] = (half, half)
        padded = np.pad(a, edge, mode="edge")
        n = a.shape[axis]
        a = sum(w * padded[(slice(None),) * axis + (slice(i, i + n),)] for i, w in enumerate(g))
    return a


def spread(seen: Field, which: NDArray[np.int16]) -> dict[int, Field]:
    """Smooth shadows of each object alone, carried a little past its outline so that they can be enlarged."""
    found = {}
    for number in np.unique(which):
        on = (which == number).astype(F)
        total, weight = np.zeros_like(seen), np.zeros_like(on)
        for radius, share in ((0.8, 1.0), (3.0, 1e-3), (12.0, 1e-6)):
            weight += F(share) * _blur(on, radius)
            for k in (0, 1):
                total[..., k] += F(share) * _blur(on * seen[..., k], radius)
        found[int(number)] = total / np.maximum(weight, F(1e-12))[..., None]
    return found


def _mirror_window(p: Field, r: Field, soft: Field) -> Field:
    """How much of the window, with its bars, is seen from `p` along `r`; blurred by `soft`."""
    side, up = _window_axes()
    face = np.cross(side, up).astype(F)
    along = r @ face
    with np.errstate(divide="ignore", invalid="ignore"):
        t = ((WINDOW - p) @ face) / along
        q = p + t[:, None] * r - WINDOW
    q = np.nan_to_num(q, nan=1e6, posinf=1e6, neginf=-1e6)
    a, b = np.abs(q @ side) / F(WINDOW_SIZE), np.abs(q @ up) / F(WINDOW_SIZE)
    pane = (1 - np.clip((a - 1) / soft + F(0.5), 0, 1)) * (1 - np.clip((b - 1) / soft + F(0.5), 0, 1))
    bars = 1 - F(0.8) * np.clip(F(0.06) / soft, 0, 1) * np.maximum(
        1 - np.clip((a - F(0.05)) / soft + F(0.5), 0, 1), 1 - np.clip((b - F(0.05)) / soft + F(0.5), 0, 1)
    )
    return pane * bars * (t > 0)


def shade(d: Field, t: Field, which: NDArray[np.int16], seen: Field) -> Field:
    """Linear light (n, 3) that comes back along the rays."""
    p = EYE + t[:, None] * d
    n = normals(p, which)
    colour = np.zeros_like(p)
    gloss, soft = np.zeros(len(p), F), np.full(len(p), 1.0, F)
    on = which == TABLE
    if on.any():
        colour[on], gloss[on], page = table(p[on])
        soft[on] = 1.6
        ripple = noise(p[on] * np.array([0.5, 1, 5], F) + 7, 2) - F(0.5)
        tilt = np.where(page, F(0.01), F(0.05))
        n[on] = unit(n[on] + np.stack([ripple * tilt, np.zeros_like(ripple), -ripple * tilt], 1))
    on = which == WALL
    if on.any():
        colour[on] = wall(p[on])
    for number, thing in enumerate(THINGS, 2):
        on = which == number
        if on.any():
            colour[on] = thing.colour(thing.local(p[on]), n[on])
            gloss[on], soft[on] = thing.gloss, thing.sharpness
    way = WINDOW - p
    far = np.sqrt((way * way).sum(1))
    way = way / far[:, None]
    facing = (n * way).sum(1)
    lambert = np.clip((facing + F(0.12)) / F(1.12), 0, 1) * (F(62) / far) ** 2
    light = (lambert * seen[:, 0])[:, None] * SUN
    sky = (F(0.62) + F(0.38) * n[:, 1])[:, None] * SKY
    bounce = np.clip(F(0.5) - F(0.5) * n[:, 1], 0, 1) * np.exp(-p[:, 1] / F(7))
    light += (sky + bounce[:, None] * np.array([0.16, 0.085, 0.04], F)) * seen[:, 1:]
    mirror = d - 2 * (d * n).sum(1)[:, None] * n
    grazing = np.clip(1 + (d * n).sum(1), 0, 1) ** 5
    fresnel = np.where(gloss > 0, gloss + (1 - gloss) * grazing * np.where(which == TABLE, F(0.35), F(0.7)), 0)
    high = smooth(-0.35, 0.35, mirror[:, 1])[:, None]
    room = (high * np.array([0.20, 0.22, 0.25], F) + (1 - high) * np.array([0.14, 0.08, 0.045], F)) * seen[:, 1:]
    glint = _mirror_window(p, mirror, soft)[:, None] * SUN * F(7.5) / (1 + soft[:, None] * 3)
    glint = glint * np.clip(seen[:, :1] * 1.6, 0, 1)
    return colour * light + fresnel[:, None] * (room + glint)


# --- the picture -----------------------------------------------------------------------------------------------------


def draw(height: int = 2828, width: int = 4242) -> Image.Image:
    """The whole picture as the camera would give it."""
    coarse_height, coarse_width = height // COARSE, width // COARSE
    parts = spread(*shadows(coarse_height, coarse_width))
    linear = np.empty((height, width, 3), F)
    enlarged = {
        number: [
            np.asarray(Image.fromarray(part[..., k]).resize((width, height), Image.Resampling.BICUBIC)) for k in (0, 1)
        ]
        for number, part in parts.items()
    }
    for top in range(0, height, 101):
        rows = slice(top, min(top + 101, height))
        d = rays(height, width, rows)
        t, which = nearest(np.broadcast_to(EYE, d.shape), d, 0.004)
        seen = np.ones((len(d), 2), F)
        for number in np.unique(which):
            on = which == number
            for k in (0, 1):
                plane = enlarged.get(int(number))
                seen[on, k] = np.clip(plane[k][rows].reshape(-1)[on], 0, 1) if plane else 1
        linear[rows] = shade(d, t, which, seen).reshape(-1, width, 3)
    return _develop(linear)


def _develop(linear: Field) -> Image.Image:
    """Lens, sensor and paper: a slight blur, glow, vignette, tone curve, and noise that grows with the light."""
    height, width, _ = linear.shape
    scale = width / 4242
    y = (np.arange(height, dtype=F) / F(height) - F(0.5))[:, None]
    x = (np.arange(width, dtype=F) / F(width) - F(0.5))[None] * F(1.5)
    vignette = 1 - F(0.50) * (x * x + y * y)
    draw_noise = np.random.default_rng(5)
    shared = draw_noise.standard_normal((height, width), dtype=F)
    planes = []
    for k in range(3):
        plane = _blur(linear[..., k], max(0.75 * scale, 0.45))
        small = Image.fromarray(np.minimum(plane, 6)).resize((width // 16, height // 16), Image.Resampling.BOX)
        soft = Image.fromarray(_blur(np.asarray(small), 9 * scale + 0.5))
        glow = np.asarray(soft.resize((width, height), Image.Resampling.BICUBIC))
        v = (F(0.95) * plane + F(0.05) * glow) * vignette * F(1.0)
        grain = F(0.45) * shared + F(0.75) * draw_noise.standard_normal((height, width), dtype=F)
        v = np.maximum(v + grain * F(0.011) * np.sqrt(np.maximum(v, 0) + F(0.02)), 0)
        v = v * (F(2.51) * v + F(0.03)) / (v * (F(2.43) * v + F(0.59)) + F(0.14))  # Narkowicz's filmic curve
        shown = np.where(v <= 0.0031308, 12.92 * v, 1.055 * np.maximum(v, 1e-6) ** F(1 / 2.4) - 0.055)
        planes.append(np.clip(np.rint(shown * 255), 0, 255).astype(np.uint8))
    return Image.fromarray(np.dstack(planes))
