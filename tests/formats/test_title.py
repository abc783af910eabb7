"""Titles as offices write them, each with its words apart: a line ends between words or nowhere."""

from itertools import accumulate
from math import comb

import pytest

from drafts.formats.layout import width_in_characters
from drafts.formats.title import break_title, likely_places

TITLES = """
在 全市 安全生产 和 防灾 减灾 救灾 工作 电视 电话 会议 上的 讲话
在 县委 理论 学习 中心组 学习 贯彻 党的 二十届 四中 全会 精神 专题 研讨会 上的 发言
在 深入 贯彻 中央 八项规定 精神 学习 教育 总结 大会 上的 讲话
在 市直 机关 庆祝 中国共产党 成立 105周年 暨 “七一” 表彰 大会 上的 讲话
关于 加强 新时代 离退休 干部 党建 工作 的 调研 报告
在 2026年度 基层 党组织 书记 抓 党建 工作 述职 评议 考核 会议 上的 讲话
在 国家 税务总局 某某市 税务局 青年 干部 座谈会 上的 发言
在 某某县 第十八届 人民代表大会 第五次 会议 闭幕会 上的 讲话
在 政协 某某市 第十四届 委员会 第三次 会议 开幕式 上的 致辞
学习 贯彻 习近平 新时代 中国特色 社会主义 思想 主题教育 专题 民主 生活会 个人 对照 检查 材料
在 全区 优化 营商 环境 暨 招商引资 工作 推进 会议 上的 讲话
在 市妇联 庆祝 “三八” 国际 劳动 妇女节 大会 上的 主持词
关于 《中华人民共和国民法典》 学习 情况 的 汇报
在 乡村 振兴 战略 实施 五周年 座谈会 上的 发言 材料
在 中国 人民 大学 附属 中学 2026届 毕业 典礼 上的 讲话
在 某某 大学 2026级 新生 开学 典礼 暨 军训 动员 大会 上的 讲话
在 全县 教育 系统 师德 师风 建设 专题 警示 教育 大会 上的 讲话
在 市 人民 医院 医德 医风 建设 暨 清廉 医院 创建 工作 动员会 上的 讲话
在 全市 生态 环境 保护 督察 反馈 问题 整改 工作 推进会 上的 讲话
坚持 以 人民 为 中心 的 发展 思想 奋力 谱写 中国式 现代化 建设 新篇章
在 全市 政法 队伍 教育 整顿 总结 会议 暨 平安 建设 表彰 大会 上的 讲话
在 长江 经济带 生态 环境 突出 问题 整改 现场会 上的 表态 发言
在 庆祝 中华人民共和国 成立 77周年 升国旗 仪式 上的 讲话
在 县 乡 村 三级 书记 抓 粮食 生产 工作 调度会 上的 讲话
在 党支部 “三会一课” 规范化 建设 现场 观摩会 上的 经验 交流 材料
在 全市 工业 经济 高质量 发展 暨 重点 项目 建设 推进 大会 上的 讲话
在 区委 全面 深化 改革 委员会 第二十一次 会议 上的 讲话
在 某某 集团 有限公司 2026年 工作 会议 暨 职工 代表 大会 上的 工作 报告
在 全省 公安 机关 打击 治理 电信 网络 新型 违法 犯罪 工作 会议 上的 讲话
在 市委 党校 2026年 春季 学期 主体班 开学 典礼 上的 讲话
在 全市 高考 综合 改革 和 招生 考试 安全 工作 会议 上的 讲话
在 抗击 新冠肺炎 疫情 先进 事迹 报告会 上的 主持词
牢记 嘱托 担当 使命 以 实干 实绩 推动 老工业 基地 全面 振兴
在 科技 创新 大会 暨 “揭榜挂帅” 项目 签约 仪式 上的 致辞
在 市纪委 监委 机关 2026年度 民主 生活会 上的 个人 发言 提纲
在 中共 某某 县委 十五届 八次 全体 会议 第二次 大会 上的 讲话
在 学习 贯彻 《中国共产党纪律处分条例》 交流 研讨会 上的 发言
在 AI 赋能 政务 服务 “高效办成一件事” 现场 推进会 上的 讲话
在 “学雷锋志愿服务月” 活动 启动 仪式 上的 致辞
在 某某市 数据 资源 管理局 党组 2026年 第3次 理论 学习 中心组 集体 学习 研讨会 上的 发言
在 全市 “三资” 管理 提质 增效 专题 推进会 暨 2026年 第一季度 经济 运行 调度会 上的 讲话
在 市 水务局 党组 理论 学习 中心组 专题 研讨会 上的 发言 材料
在 全市 国有 企业 改革 深化 提升 行动 部署 推进会 上的 讲话
在 某某区 老旧 小区 改造 暨 城市 更新 工作 专题 协商 会议 上的 讲话
在 省 档案馆 建馆 六十周年 纪念 大会 暨 档案 工作 座谈会 上的 讲话
关于 开展 “不忘初心、牢记使命” 主题教育 “回头看” 工作 情况 的 报告
在 全县 农村 人居 环境 整治 提升 五年 行动 启动 大会 上的 动员 讲话
在 市 第一 中学 建校 120周年 庆祝 大会 上的 致辞
在 全市 新 的 社会 阶层 人士 统战 工作 联席 会议 上的 发言
在 2026年 全市 宣传 思想 文化 工作 会议 结束 时 的 讲话
在 消防 救援 支队 “119” 消防 宣传月 启动 仪式 上的 致辞
在 某某 农村 商业 银行 股份 有限公司 第三届 董事会 第一次 会议 上的 讲话
"""
ROWS = [row.split() for row in TITLES.split("\n") if row]


@pytest.mark.parametrize("words", ROWS, ids="".join)
@pytest.mark.parametrize("limit", [20, 18])
def test_title_is_broken_between_words(words: list[str], limit: int) -> None:
    lines = break_title("".join(words), limit)
    ends = set(accumulate(len(line) for line in lines))
    assert "".join(lines) == "".join(words)
    assert ends <= set(accumulate(len(word) for word in words)), lines


@pytest.mark.parametrize("words", ROWS, ids="".join)
def test_title_has_at_most_three_balanced_lines(words: list[str]) -> None:
    widths = [width_in_characters(line) for line in break_title("".join(words), 20)]
    assert len(widths) <= 3
    assert max(widths) <= 20
    # No line is less than two fifths of the longest, which would read as a leftover.
    assert min(widths) >= 0.4 * max(widths)
    # A trapezoid or a lozenge: never narrow in the middle.
    assert len(widths) < 3 or widths[1] >= min(widths[0], widths[2])


@pytest.mark.parametrize("count", [2, 3, 4, 5, 6])
def test_title_of_any_length_is_broken_with_few_trials(count: int) -> None:
    # Every place may end a line here; all ways to break it into six lines would be a hundred million.
    places = likely_places("甲" * 120, count, [6.0] * 121)
    assert comb(len(places), count - 1) <= 2_100


def test_title_line_does_not_end_with_what_joins_two_parts() -> None:
    assert break_title("在科技创新大会暨“揭榜挂帅”项目签约仪式上的致辞", 20) == (
        "在科技创新大会暨“揭榜挂帅”",
        "项目签约仪式上的致辞",
    )
