"""Names of invented places, people and their offices."""

import numpy as np

from training.synthesis.contents.draw import chance, pick

_FIRST = "青云临长安永清平新南北东西龙凤石金玉双白黄大宁兴和泰华江河湖海山林松柳梅兰桂丰富"
_SECOND = "岭川阳阴山溪河江湖平安宁州城原源泉水塘坪岗坝桥庄集口港陵丘峰谷湾沙田门化昌康乐宜"
_COUNTIES = ("县", "县", "市", "区", "自治县", "开发区", "高新区", "旗")
_TOWNS = ("镇", "乡", "街道", "苏木")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华文建国志红玉兰云飞鹏晓东海燕"


def county(rng: np.random.Generator) -> str:
    """A county or district that does not exist."""
    return pick(rng, _FIRST) + pick(rng, _SECOND) + pick(rng, _COUNTIES)


def town(rng: np.random.Generator) -> str:
    """A township that does not exist."""
    return pick(rng, _FIRST) + pick(rng, _SECOND) + pick(rng, _TOWNS)


def person(rng: np.random.Generator) -> str:
    """An invented name, sometimes only a surname with the given name masked."""
    if chance(rng, 0.3):
        return pick(rng, _SURNAMES) + pick(rng, ("某", "某某", "××", "**"))
    return (
        pick(rng, _SURNAMES) + pick(rng, _GIVEN) + (pick(rng, _GIVEN) if rng.random() < 0.6 else "")
    )
