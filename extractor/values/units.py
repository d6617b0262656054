"""The units of target values: symbol, dimension, base unit and exact factor to it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Dimension(StrEnum):
    """What a unit measures. Units compare only within one dimension and base."""

    MONEY = "money"
    RATIO = "ratio"
    TIME = "time"
    COUNT = "count"
    SIZE = "size"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed. `factor` × number is the number in `base`."""

    symbol: str
    dimension: Dimension
    base: str
    factor: Decimal


# base: "symbol=factor …"; the base itself has factor 1
_MONEY = {"元": "元=1 圆=1 人民币元=1 块钱=1 角=0.1 万元=10000 千元=1000 百元=100 亿元=100000000"}
_RATIO = {
    "%": "%=1 百分比=1 百分数=1 ‰=0.1 千分比=0.1 成=10",
    "百分点": "百分点=1 个百分点=1",
    "比例": "比例=1",
    "倍": "倍=1",
}
_TIME = {
    "秒": "秒=1 秒钟=1 分钟=60 小时=3600 个小时=3600 h=3600 min=60",
    "天": "天=1 日=1 自然日=1 个自然日=1 日历天=1 个日历天=1 周=7 个周=7 星期=7 个星期=7",
    "工作日": "工作日=1 个工作日=1 工作天=1",
    "月": "月=1 个月=1 季度=3 个季度=3 季=3 年=12 年度=12 个年度=12 周年=12",
    "学期": "学期=1 个学期=1",
}
_SIZE = {
    "米": "米=1 公尺=1 m=1 M=1 延米=1 公里=1000 千米=1000 km=1000 KM=1000 Km=1000 里=500"
    " 厘米=0.01 cm=0.01 毫米=0.001 mm=0.001",
    "平方米": "平方米=1 平米=1 平方=1 m^2=1 M^2=1 m2=1 平方公里=1000000 平方千米=1000000"
    " km^2=1000000 km2=1000000",
    "亩": "亩=1 公顷=15 亩次=1",
    "立方米": "立方米=1 立方=1 方=1 m^3=1 M^3=1 m3=1 土方=1 L=0.001 升=0.001 毫升=0.000001",
    "千克": "千克=1 公斤=1 kg=1 KG=1 Kg=1 斤=0.5 吨=1000 t=1000 T=1000 克=0.001 g=0.001"
    " 毫克=0.000001 mg=0.000001 微克=0.000000001"
    " μg=0.000000001 ug=0.000000001",
    "千瓦时": "千瓦时=1 度=1 kWh=1 kwh=1 KWH=1",
    "千瓦": "千瓦=1 kW=1 KW=1 兆瓦=1000 MW=1000",
    "MB": "MB=1 GB=1024 G=1024 TB=1048576",
    "Mbps": "Mbps=1 兆=1",
    "°C": "°C=1 摄氏度=1",
    "分贝": "分贝=1 dB=1 db=1",
}
_COUNT = (
    "人 人次 名 位 人/次 人天 人日 人年 人月 岁 家 家次 户 户次 个 个次 项 项次 件 "
    "件次 份 份次 次 次数 场 场次 期 期次 届 轮 轮次 批 批次 回 本 册 卷 卷次 套 台 "
    "台次 台套 条 条次 处 处次 座 辆 辆次 车次 剂 剂次 针 针次 支 瓶 盒 箱 袋 包 桶 "
    "间 所 栋 幢 层 艘 架 架次 列 列次 班 班次 趟 艇 头 只 羽 株 棵 盆 丛 尾 匹 篇 "
    "篇次 幅 张 块 盏 根 口 眼 门 扇 例 例次 起 宗 笔 笔次 部 版 集 节 课时 学时 学分 "
    "种 类 级 等级 档 款 组 组次 队 队次 支队 站 点 点位 村 镇 乡 县 市 区 街道 社区 "
    "乡镇 校 院 单位 企业 项目 课题 标段 工程 段 道 片 条目 字 页 版面 分 星 "
    "星级 标准箱 车位 床 张床 床位 席 座次 路 端口 用户 账号 样品 样本 份样 期数 对 "
    "双 副 枚 把 顶 杆 具 樘 孔 封 通 票 组织 团队 杯 碗 顿 餐"
)


def _table() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for dimension, bases in (
        (Dimension.MONEY, _MONEY),
        (Dimension.RATIO, _RATIO),
        (Dimension.TIME, _TIME),
        (Dimension.SIZE, _SIZE),
    ):
        for base, listed in bases.items():
            for entry in listed.split():
                symbol, factor = entry.split("=")
                units[symbol] = Unit(symbol, dimension, base, Decimal(factor))
    for symbol in _COUNT.split():
        units.setdefault(symbol, Unit(symbol, Dimension.COUNT, symbol, Decimal(1)))
    return units


UNITS = _table()
ALTERNATIVES = "|".join(re.escape(s) for s in sorted(UNITS, key=len, reverse=True))
_PREFIX = re.compile(ALTERNATIVES)
_A_NOUN = r"(?![以之内及左每])[一-鿿]"


def match_unit(text: str) -> Unit | None:
    """The longest unit at the start of a folded text, None where it starts with none."""
    found = _PREFIX.match(text)
    if found is None:
        return None
    following = text[found.end() : found.end() + 1]
    # "5G网络" and "4A级" are names: Latin units end where the letters end.
    if found.group()[-1].isascii() and found.group()[-1].isalpha() and _is_latin(following):
        return None
    if len(found.group()) == 1 and found.group().isupper() and re.match(_A_NOUN, text[1:]):
        return None
    return UNITS[found.group()]


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def unit_named(symbol: str) -> Unit | None:
    """The unit with exactly this symbol ('万人' is a scale and a unit, hence None)."""
    return UNITS.get(symbol)
