import time
from datetime import date

import pytest

from graph.document import from_text
from graph.extract.outcomes import Figure, find_figures

END = "此项工作由县委组织部负责落实，相关情况将及时向社会公布，欢迎广大干部群众监督。"
"""A closing sentence without figures: it makes a line long enough to be read as body text."""


def figures(*paragraphs: str) -> list[Figure]:
    return find_figures(from_text("note.txt", "\n\n".join(paragraphs)))


def told(sentence: str) -> list[tuple[str, float, str]]:
    return [(f.indicator, f.value, f.unit) for f in figures(sentence + END)]


@pytest.mark.parametrize(("sentence", "expected"), [
    ("依托县委党校举办各类培训班55期次，培训干部5413人次。",
     [("举办各类培训班", 55, "期次"), ("培训干部", 5413, "人次")]),
    ("全县共选派63名干部参加市里举办的培训班。", [("选派干部参加市里举办的培训班", 63, "名")]),
    ("11家企业入选国家重点企业名单。", [("企业入选国家重点企业名单", 11, "家")]),
    ("两家医院与省城医院建立结对关系。", [("医院与省城医院建立结对关系", 2, "家")]),
    ("通过电视台发布任务4541余条。", [("发布任务", 4541, "条")]),
    ("石岭县累计认定专业人才52名，其中杰出人才14名、领军人才24名。",
     [("认定专业人才", 52, "名"), ("认定杰出人才", 14, "名"), ("认定领军人才", 24, "名")]),
    ("新建医疗卫生项目5个、教育项目3个。", [("新建医疗卫生项目", 5, "个"), ("新建教育项目", 3, "个")]),
    ("推动75个小区党支部和248个楼栋党小组建设全覆盖。",
     [("小区党支部建设全覆盖", 75, "个"), ("楼栋党小组建设全覆盖", 248, "个")]),
    ("财政总收入14.3亿元、增长68.3%，占全市的8%。",
     [("财政总收入", 1_430_000_000, "元"), ("财政总收入增长", 68.3, "%"), ("财政总收入占全市", 8, "%")]),
    ("投诉同比减少957件、降幅7.6%。", [("投诉同比减少", 957, "件"), ("投诉降幅", 7.6, "%")]),
    ("城镇居民收入9002元、农民收入5295元，分别增长22.4%和12.6%。",
     [("城镇居民收入", 9002, "元"), ("农民收入", 5295, "元"),
      ("城镇居民收入增长", 22.4, "%"), ("农民收入增长", 12.6, "%")]),
    ("食品、石化等产业增加值分别增长7.5%、11.5%。",
     [("食品产业增加值增长", 7.5, "%"), ("石化产业增加值增长", 11.5, "%")]),
    ("新增青山、绿水、白云3个千亿县。", [("新增千亿县", 3, "个")]),
    ("沿江、沿湖等5条公路建成通车。", [("公路建成通车", 5, "条")]),
    ("发病率由31.93%降至0.65%。", [("发病率", 31.93, "%"), ("发病率", 0.65, "%")]),
    ("失业率由3%下降到0。", [("失业率", 3, "%"), ("失业率", 0, "%")]),
    ("130户521名贫困人口全部实现脱贫。", [("贫困人口全部实现脱贫", 130, "户"), ("贫困人口全部实现脱贫", 521, "名")]),
    ("全县总人口101万人，农业人口79万。", [("总人口", 1_010_000, "人"), ("农业人口", 790_000, "")]),
    ("举办摄影培训班3期，200余人参加。", [("举办摄影培训班", 3, "期"), ("参加摄影培训班", 200, "人")]),
    ("全镇500人以上参加了活动，参与率达85%以上。", [("参加了活动", 500, "人"), ("参与率", 85, "%")]),
    ("城乡居民收入比从2.50：1缩小至2.27：1。", [("城乡居民收入比", 2.5, "：1"), ("城乡居民收入比", 2.27, "：1")]),
    ("产值实现翻一番。", [("产值", 1, "番")]),
    ("外贸额超过上年，高于全国平均水平0.3个百分点。", [("外贸额高于全国平均水平", 0.3, "个百分点")]),
])
def test_the_words_around_a_figure_say_what_it_counts(sentence: str, expected: list[tuple[str, float, str]]) -> None:
    assert told(sentence) == expected


@pytest.mark.parametrize("sentence", [
    "会议于2023年5月8日上午9时30分举行。",  # dates and hours
    "这位老党员有着30余年党龄，今年70多岁。",  # durations and ages
    "活动历时两个月，分为三个阶段。",
    "要从三个方面、20个环节抓好落实。",
    "建立了五级治理体系，形成六大产业。",
    "公司位列全国500强，排名第3位。",
    "学习《关于3起典型案例的通报》和“365天”精神。",  # names
    "按照“1+8+N”的模式推进5G建设，降低PM2.5浓度。",
    "每个网格配备1名网格员、2名协管员。",  # norms
    "建强1名村干部包联10个党员中心户的网格。",
    "凡有3名以上正式党员的，100%建立党组织。",
    "投资达到1000万元的，不低于5%。",  # thresholds
    "亿元以上项目加快推进，千亿元产业正在形成。",
    "这是全省11个贫困县之一，百家争鸣，十分重要。",
    "三次会议通过了决议，观众为二人转喝彩，游客前往三门峡。",
    "电话0719-8765432，邮编442000，网址www.example.cn/2020/3.html。",
])
def test_what_reports_nothing_is_no_figure(sentence: str) -> None:
    assert told(sentence) == []


@pytest.mark.parametrize("sentence", [
    "力争粮食产量达到100亿斤。",
    "到2030年，全县建成学校20所。",
    "下步将新建学校20所。",
    "预计可带动就业500人。",
    "计划于明年新建学校20所。",
])
def test_an_aim_is_a_target(sentence: str) -> None:
    document = from_text("note.txt", f"2023年5月8日\n\n{sentence}{END}")
    assert [f.target for f in find_figures(document)] == [True]


def test_what_is_done_after_an_aim_is_no_target() -> None:
    found = figures("力争建成学校20所，目前已建成12所，投入资金3亿元。" + END)
    assert [(f.value, f.target) for f in found] == [(20, True), (12, False), (300_000_000, False)]


def test_a_report_looks_back_under_one_heading_and_ahead_under_the_next() -> None:
    found = figures(
        "石岭县政府工作报告", "一、2025年工作回顾", "全县新建学校12所，培训教师300名。" + END,
        "二、2026年工作安排", "（一）夯实教育基础", "全县新建学校20所，培训教师500名。" + END,
    )
    assert [(f.value, f.target) for f in found] == [(12, False), (300, False), (20, True), (500, True)]


@pytest.mark.parametrize(("title", "count"), [
    ("石岭县人才引进奖励办法（试行）", 0), ("关于加强网格管理的通知", 0), ("石岭县出台人才引进奖励办法", 1),
])
def test_a_rule_reports_nothing_but_news_of_it_does(title: str, count: int) -> None:
    assert len(figures(title, "引进人才12名，" + END)) == count


@pytest.mark.parametrize(("paragraphs", "expected"), [
    (["党的十九大以来，举办培训班55期。" + END], ["党的十九大以来"]),
    (["2020年建成学校3所，目前有教师300名。" + END], ["2020年", "目前"]),
    (["2019年，人均收入由2013年的1668元增加到14668元，建成公路3公里。" + END], ["2013年", "2019年", "2019年"]),
    (["8月4日，县里发布暴雨预警。社区干部逐户走访，转移居民1400人。" + END], ["8月4日"]),
    (["公司于2011年3月成立，注册资金500万元。拥有水田1000亩。" + END], ["2011年3月", None]),
    (["8月4日，县里发布暴雨预警，要求各地做好准备。" + END, "全县转移居民1400人。" + END], [None]),
    (["2008年产值117亿元，较上年增长14.6%。" + END], ["2008年", "2008年"]),
    (["从12月1日起，活动正式开始。专家分组深入9家卫生院。" + END], [None]),
])
def test_the_nearest_period_governs_and_a_date_carries_on_through_its_paragraph(
    paragraphs: list[str], expected: list[str | None]
) -> None:
    assert [f.period for f in figures(*paragraphs)] == expected


def test_a_period_is_resolved_from_the_documents_date_and_the_year_last_named() -> None:
    found = figures("2024年3月1日", "2023年1—8月，建成学校3所，8月建成2所，去年建成4所。" + END)
    assert [(f.period_start, f.period_end) for f in found] == [
        (date(2023, 1, 1), date(2023, 8, 31)), (date(2023, 8, 1), date(2023, 8, 31)),
        (date(2023, 1, 1), date(2023, 12, 31)),
    ]


def test_spans_are_those_of_the_sentence_whatever_the_width_of_the_digits() -> None:
    sentence = "全县培训干部５４１３人次，新建学校１２所。"
    document = from_text("note.txt", sentence + END)
    found = find_figures(document)
    text = document.sentences[0].text
    assert [text[f.start:f.end] for f in found] == ["５４１３人次", "１２所"]
    assert [text[slice(*f.clause)] for f in found] == ["全县培训干部５４１３人次", "新建学校１２所"]


def test_a_table_of_numbers_reports_nothing() -> None:
    assert figures(" ".join(str(n) for n in range(10_000)) + "\n") == []


@pytest.mark.parametrize("unit", [
    "1个", "2020年", "1个、", "培训干部3人，", "（1个", "“1个", "《", "分别增长1%、2%，", "由1%增至", "力争", "的",
    "其中", "累计", "一、",
])
def test_time_is_linear_in_the_length_of_the_worst_text(unit: str) -> None:
    find_figures(from_text("note.txt", "培训干部3人。"))
    document = from_text("note.txt", (unit * 60_000)[:60_000])
    start = time.process_time()
    find_figures(document)
    assert time.process_time() - start < 10
