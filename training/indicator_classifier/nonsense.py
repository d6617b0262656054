"""Texts that stand where an indicator should and are none: names, addresses, goals, amounts,
labels, numbers and words of anything else."""

from collections.abc import Callable

import numpy as np

from training.form_tagger.noise import misread
from training.synthesis.contents.draw import chance, pick, pick_some
from training.synthesis.contents.places import county, person, town
from training.synthesis.contents.vocabulary import departments
from training.indicator_classifier.filing import LABELS

_FORM_LABELS = (
    "三级指标 二级指标 一级指标 指标值 绩效指标 产出指标 效益指标 满意度指标 成本指标 数量指标 质量指标 时效指标 社会效益指标 "
    "经济效益指标 生态效益指标 可持续影响指标 服务对象满意度指标 项目名称 主管部门 实施单位 项目资金 总体目标 年度目标 中期目标 "
    "权重 分值 得分 备注 单位 合计 小计 指标名称 指标内容 年度指标值 全年完成值 偏差原因 填报单位 填报人 联系电话 审核人 负责人 "
    "项目负责人 财政拨款 其他资金 自有资金 上年结转 资金总额 年初预算数 全年预算数 全年执行数 执行率 项目属性 实施期 起止时间 "
    "指标解释 评分标准 数据来源 佐证资料 绩效标准 序号 项目类别 计划开始日期 计划完成日期 单位负责人 公章 盖章 年度绩效目标 "
    "绩效目标表 附件 说明 第1页 共2页 指标1 指标2 指标1： 指标2： …… 无 不适用 此指标不适用 本指标不适用 / — * 空 其他 同上 略 见附件"
).split()
_STREETS = "人民路 建设路 解放大道 中山路 和平街 文化路 新华街 胜利路 滨河路 迎宾大道 工业园区 育才巷 长江路 府前街 东大街".split()
_THINGS = (
    "苹果 香蕉 西瓜 天气 月亮 太阳 星星 大海 足球 篮球 电影 音乐 钢琴 手机 咖啡 牛奶 面包 米饭 火锅 饺子 猫 狗 老虎 大象 "
    "熊猫 飞机 火车 自行车 地铁 雨伞 眼镜 手表 帽子 鞋子 红色 蓝色 绿色 春天 夏天 秋天 冬天 昨天 明天 早上 晚上 快乐 悲伤 "
    "爱情 友谊 梦想 故事 小说 诗歌 历史 地理 物理 化学 数学 英语 爸爸 妈妈 哥哥 姐姐 朋友 邻居 同学 北京 上海 广州 成都 "
    "西安 长城 黄河 泰山 西湖 恐龙 机器人 宇宙 火星 魔法 公主 国王 森林里的小屋 三只小猪 今天天气真好 我想吃饭 你好 谢谢 "
    "再见 生日快乐 恭喜发财 床前明月光 春眠不觉晓 白日依山尽 锄禾日当午 测试 测试文本 随便写写 哈哈哈 啊啊啊 嗯 未知 待定 "
    "请输入 点击这里 用户名 密码 登录 注册 首页 返回 下一页 打印 保存 取消 确定 版权所有 电子邮箱 邮政编码 身份证号 银行账号 "
    "开户行 传真 网址 日期 时间 姓名 性别 年龄 民族 籍贯 学历 职务 职称 地址 电话 手机号 是 否 √ × □ 甲 乙 丙 丁 上 下 "
    "股票 房价 彩票 游戏 明星 演唱会 外卖 快递 淘宝 视频 直播间 猜谜语 减肥 化妆 口红 裙子 旅行 沙滩 烧烤 啤酒 香烟"
).split()
_LATIN = "abc test hello lorem ipsum N/A null none undefined asdf qwerty xxx ABC123 foo bar OK TODO #REF! #N/A data file.pdf".split()
_AIMS = (
    "{a}，{b}，为全面完成年度各项工作任务提供有力支撑。",
    "1.{a}；2.{b}；3.{c}。",
    "目标1：{a}；目标2：{b}；目标3：{c}",
    "通过实施{p}项目，{a}，{b}，取得良好的社会效益和经济效益。",
    "根据《关于做好{p}工作的通知》要求，{a}，{b}。",
    "{p}项目资金主要用于{u}{a}，进一步{b}，{c}。",
    "为{a}，根据上级部门文件精神，计划安排资金用于{p}，{b}。",
)


def nonsense(rng: np.random.Generator) -> tuple[str, str, str]:
    """Level 3, level 2 and value of a row that names no indicator."""
    name = pick(rng, _MAKERS)(rng)
    if chance(rng, 0.08):
        name = misread(name, rng, 0.05)
    if chance(rng, 0.08):
        name = f"{int(rng.integers(1, 9))}、{name}"
    level2 = pick(rng, pick(rng, tuple(LABELS.values())).split()) if chance(rng, 0.7) else ""
    value = "" if chance(rng, 0.45) else pick(rng, (_amount(rng), "≥95%", "提高", "≥3次", "年底前"))
    return name, level2, value


def _person(rng: np.random.Generator) -> str:
    lead = pick(rng, ("", "", "", "负责人：", "联系人:", "填报人："))
    return lead + person(rng) + pick(rng, ("", "", "", "同志", "局长", "主任", "、" + person(rng)))


def _address(rng: np.random.Generator) -> str:
    street = f"{pick(rng, _STREETS)}{int(rng.integers(1, 999))}号"
    tail = pick(rng, ("", "", "3单元201室", "2号楼", "院内", "附1号"))
    return pick(rng, ("", county(rng))) + pick(rng, ("", town(rng))) + street + tail


def _amount(rng: np.random.Generator) -> str:
    number = f"{10 ** rng.uniform(0, 5):.{int(rng.integers(0, 3))}f}"
    unit = pick(rng, ("万元", "元", "", "%", "万", "人", "个", "次", "年", "亩"))
    return pick(rng, ("", "", "≥", "≤", "¥", "金额：", "共计", "合计")) + number + unit


def _date(rng: np.random.Generator) -> str:
    year, month = int(rng.integers(2015, 2027)), int(rng.integers(1, 13))
    return pick(
        rng, (f"{year}年{month}月", f"{year}-{year + 2}", f"{year}.{month:02d}", f"{year}年度")
    )


def _phone(rng: np.random.Generator) -> str:
    return pick(rng, ("0537-", "139", "", "电话：")) + str(int(rng.integers(10**6, 10**8)))


def _office(rng: np.random.Generator) -> str:
    words = pick(rng, departments())
    name = pick(rng, words.units if chance(rng, 0.5) else words.bureaus)
    tail = pick(rng, ("", "", "", "办公室", "财务科", f"[{int(rng.integers(100, 999))}]"))
    return pick(rng, ("", county(rng))) + name + tail


def _project(rng: np.random.Generator) -> str:
    name = pick(rng, pick(rng, departments()).projects)
    year = pick(rng, ("", "", "2022年", "2023年度"))
    return year + name + pick(rng, ("项目", "专项资金项目", "补助资金项目"))


def _goal(rng: np.random.Generator) -> str:
    words = pick(rng, departments())
    a, b, c = (pick_some(rng, words.aims, 3) * 3)[:3]
    shape = pick(rng, _AIMS)
    return shape.format(a=a, b=b, c=c, p=pick(rng, words.projects), u=pick(rng, words.units))


def _letters(rng: np.random.Generator) -> str:
    codes = rng.integers(0x4E00, 0x8FA5, int(rng.integers(1, 14)))
    return "".join(chr(int(code)) for code in codes)


def _signs(rng: np.random.Generator) -> str:
    signs = "0123456789.,-/*#@!?%()=+abcdefgXYZ、。：；"
    return "".join(pick(rng, signs) for _ in range(int(rng.integers(1, 12))))


def _words(rng: np.random.Generator) -> str:
    return "".join(pick_some(rng, _THINGS, int(rng.integers(1, 4))))


_MAKERS: tuple[Callable[[np.random.Generator], str], ...] = (
    _person,
    _address,
    _amount,
    _date,
    _phone,
    _office,
    _project,
    _goal,
    _goal,
    _letters,
    _signs,
    _words,
    _words,
    lambda rng: pick(rng, _FORM_LABELS),
    lambda rng: pick(rng, _FORM_LABELS),
    lambda rng: pick(rng, _LATIN),
    lambda _: "",
)
