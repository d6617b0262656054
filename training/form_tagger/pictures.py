"""Pictures of what the tagger confuses and of how far its probabilities can be believed."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.form_tagger.roles import ROLES
from training.form_tagger.accuracy import BINS

_CELL, _MARGIN, _SIDE = 17, 120, 360
_GREY, _BLACK, _BLUE = (210, 210, 210), (0, 0, 0), (40, 90, 200)


def confusion_picture(pairs: NDArray[np.int64]) -> Image.Image:
    """True roles down, given roles across; the darker, the larger the share of the true role.

    Args:
        pairs: (ROLES, ROLES) counts.
    """
    side = _MARGIN + _CELL * len(ROLES) + 8
    picture = Image.new("RGB", (side, side), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(11)
    shares = pairs / np.maximum(1, pairs.sum(axis=1, keepdims=True))
    names = Image.new("RGB", (side, side), "white")
    for place, role in enumerate(ROLES):
        at = _MARGIN + place * _CELL
        pen.text((_MARGIN - 5, at + 2), role.value, _BLACK, font, anchor="ra")
        ImageDraw.Draw(names).text((5, at + 2), role.value, _BLACK, font)
    upright = names.rotate(90).crop((0, side - _MARGIN, side, side))
    picture.paste(upright.crop((_MARGIN, 0, side, _MARGIN)), (_MARGIN, 0))
    for true, given in zip(*np.nonzero(pairs), strict=True):
        # Rare confusions stay visible.
        ink = float(shares[true, given]) ** 0.4
        right = true == given
        full = (150, 200, 150) if right else (220, 60, 30)
        shade = tuple(round(255 - ink * (255 - part)) for part in full)
        left, top = _MARGIN + int(given) * _CELL, _MARGIN + int(true) * _CELL
        pen.rectangle((left, top, left + _CELL - 1, top + _CELL - 1), fill=shade)
    for place in range(len(ROLES) + 1):
        at = _MARGIN + place * _CELL
        pen.line((_MARGIN, at, side - 8, at), _GREY)
        pen.line((at, _MARGIN, at, side - 8), _GREY)
    return picture


def reliability_picture(reliability: NDArray[np.float64]) -> Image.Image:
    """How often roles given with a probability are right: a dot a bin, the larger, the more
    tokens; on the diagonal the probability tells the truth.

    Args:
        reliability: (3, BINS), see FamilyAccuracy.
    """
    picture = Image.new("RGB", (_SIDE + 60, _SIDE + 60), "white")
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(12)
    left, bottom = 45, _SIDE + 10
    pen.rectangle((left, 10, left + _SIDE, bottom), outline=_BLACK)
    pen.line((left, bottom, left + _SIDE, 10), _GREY)
    for tenth in range(0, 11, 2):
        shift = tenth * _SIDE // 10
        pen.text((left + shift, bottom + 5), f"{tenth / 10}", _BLACK, font, anchor="ma")
        pen.text((left - 5, bottom - shift), f"{tenth / 10}", _BLACK, font, anchor="rm")
    pen.text((left + _SIDE // 2, bottom + 25), "probability of the role", _BLACK, font, anchor="ma")
    pen.text((left + 8, 16), "share that is right", _BLACK, font)
    for place in range(BINS):
        count, probability, right = reliability[:, place]
        if count < 10:
            continue
        x = left + probability / count * _SIDE
        y = bottom - right / count * _SIDE
        radius = 2 + np.log10(count)
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_BLUE)
    return picture
