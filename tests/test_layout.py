from datetime import date

import pytest

from graph.document import Document, from_text
from graph.layout import Kind

TITLE = "青禾县“种粮能手”培训见成效\n\n"
BODY = "近年来，青禾县坚持把粮食生产摆在首位，扎实推进高标准农田建设，带动农民增收。"


def laid_out(text: str) -> list[tuple[str, str]]:
    return [(sentence.kind.value, sentence.text) for sentence in from_text("a.txt", text).sentences]


def kinds(document: Document, kind: Kind) -> list[str]:
    return [sentence.text for sentence in document.sentences if sentence.kind is kind]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("记者李明远", "byline"),
        ("通讯员 王小禾 赵田", "byline"),
        ("周小川 吴田 本报记者 郑文", "byline"),  # nothing but names and roles
        ("欧阳文 诸葛青", "byline"),
        ("青禾县人民政府县长 韦 田", "byline"),
        ("自治区主席 买买提·吐尔逊", "byline"),
        ("来源：青禾日报", "byline"),
        ("发布时间：2023-05-06    作者：李明远", "byline"),
        ("（作者单位：青禾县委办公室）", "byline"),
        ("（责任编辑：李明远）", "byline"),
        ("2023年05月06日 07时41分", "byline"),
        ("(二〇二三年五月六日)", "byline"),
        ("【字号：", "furniture"),
        ("打印本页", "furniture"),
        ("—3—", "furniture"),
        ("- 12 -", "furniture"),
        ("第 3 页 共 10 页", "furniture"),
        ("Page 3 of 10", "furniture"),
        ("阅读量：3021", "furniture"),
        ("》》点击图片进入专题《《", "furniture"),
        ("链接：http://example.org/a?b=1", "furniture"),
        ("图为培训现场", "caption"),
        ("培训现场。本报记者 李明远 摄", "caption"),
        ("一、主要做法", "heading"),
        ("（一）夯实责任", "heading"),
        ("高标准农田建成", "heading"),  # 高 is a family name, but this is no name
        ("2020\t120\t35.6", "table"),
        ("| 年份 | 人数 |", "table"),
        ("2020 120 35.6 78 90", "table"),
        ("1,468,223", "table"),
        ("记者从青禾县农业农村局获悉，全县已建成粮仓3座。", "body"),
        ("一等奖：15000元（2名）", "body"),
        ("834 households", "body"),
        ("一是联合白石镇举办培训。", "body"),
    ],
)
def test_a_line_shows_by_its_shape_what_it_is(line: str, kind: str) -> None:
    found = laid_out(f"{TITLE}{BODY}\n\n{line}\n\n{BODY}")
    assert [kind for kind, text in found if text == line.replace("\t", " ")] == [kind]


def test_a_title_is_the_first_heading_and_goes_on_in_subtitles() -> None:
    head = "2026年青禾县政府工作报告\n——2026年1月8日在青禾县\n第十九届人民代表大会上\n县长 李明远"
    document = from_text("a.txt", f"下载\n打印\n{head}\n各位代表：\n{BODY}")
    assert document.title == "2026年青禾县政府工作报告 ——2026年1月8日在青禾县 第十九届人民代表大会上"
    assert kinds(document, Kind.BYLINE) == ["县长 李明远"]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("中共青禾县委\n\n关于扶持粮食生产的意见\n\n(2023年2月8日)", "中共青禾县委 关于扶持粮食生产的意见"),
        ("# 强基固本\n\n## ——青禾县组织工作综述", "强基固本 ——青禾县组织工作综述"),
        ("青禾县工作报告\n2026年1月8日在青禾县人民代表大会上", "青禾县工作报告 2026年1月8日在青禾县人民代表大会上"),
        ("当前位置：\n首页\n>\n政务要闻\n政务要闻\n春耕现场会召开", "春耕现场会召开"),
        ("青禾县委组织部关于转发《关于进一步加强全县基层党组织书记队伍建设和管理监督工作的规定》的通知",) * 2,
        ("粮仓丰，百姓安。", "粮仓丰"),  # no title: the first clause stands for it
    ],
)
def test_the_title_of_a_document(head: str, title: str) -> None:
    assert from_text("a.txt", f"{head}\n\n{BODY}\n\n一、主要做法\n\n{BODY}").title == title


def test_a_line_break_inside_a_sentence_is_mended_over_a_gap_and_a_caption() -> None:
    text = f"{TITLE}{BODY}织密了“县—乡—村—组—户”\n\n\n青禾县举办能手培训班\n\n的五级网格体系。在南部山区，推行新做法。"
    found = laid_out(text)
    assert ("body", "织密了“县—乡—村—组—户”的五级网格体系。") in found
    assert ("caption", "青禾县举办能手培训班") in found


def test_a_heading_right_above_its_text_is_no_caption_of_the_paragraph_before() -> None:
    text = f"{TITLE}{BODY}下一步将继续推进各项工作落实\n\n白石镇：党建引领促增收\n白石镇党委建成粮仓3座。"
    assert laid_out(text)[-2:] == [("heading", "白石镇：党建引领促增收"), ("body", "白石镇党委建成粮仓3座。")]


def test_captions_below_a_text_that_breaks_off_stay_apart() -> None:
    found = laid_out(f"{TITLE}{BODY}在挖掘和\n\n青禾县举办授旗活动\n\n集中调配干部下乡")
    assert found[-3:] == [("body", "在挖掘和"), ("caption", "青禾县举办授旗活动"), ("caption", "集中调配干部下乡")]


def test_text_broken_at_one_width_is_joined_to_sentences() -> None:
    sentence = "青禾县各级党组织围绕中心服务大局，扎实推进基层党组织和人才队伍建设，为发展提供了坚强的组织保证。"
    whole = sentence * 4
    lines = "\n".join(whole[at : at + 22] for at in range(0, len(whole), 22))
    assert [text for _, text in laid_out(f"{TITLE}{lines}\n\n{lines}")][1:] == [sentence] * 8


def test_english_text_broken_at_72_characters_is_joined_with_blanks() -> None:
    text = (
        "Green County Grants\n\nThe county awarded 12 grants to community groups in the spring, and it\n"
        "trained 340 volunteers. Dr. Smith of the U.S. Farm Office said that No. 7\n"
        "was the largest. It served\n1,200 families in 2024, and the programme will go on for another two\n"
        "years in every town of the county, from the river to the hills.\n"
    )
    assert laid_out(text)[1:] == [
        ("body", "The county awarded 12 grants to community groups in the spring, and it trained 340 volunteers."),
        ("body", "Dr. Smith of the U.S. Farm Office said that No. 7 was the largest."),
        (
            "body",
            "It served 1,200 families in 2024, and the programme will go on for another two years in every town of "
            + "the county, from the river to the hills.",
        ),
    ]


def test_a_figure_set_above_its_words_is_one_statement_with_them() -> None:
    found = laid_out("Our Year\n\n500\nfamilies visited each week.\n\n750\nvolunteers per week\n\n22 staff\n30 donors")
    assert [text for kind, text in found if kind == "body"] == [
        "500 families visited each week.", "750 volunteers per week", "22 staff", "30 donors",
    ]


def test_blanks_that_a_page_put_into_words_are_left_out() -> None:
    text = f"{TITLE}全力支持战略新 兴、医药健康和现代服务业发展，设立产业发展引导 资金，列入县财政预算。"
    assert laid_out(text)[-1][1] == "全力支持战略新兴、医药健康和现代服务业发展，设立产业发展引导资金，列入县财政预算。"


@pytest.mark.parametrize(
    "sentence",
    [
        "参加单位有白石镇 青石镇 红叶镇 南山镇等。",  # a list
        "第 3 条 设立总规模不低于1亿元的引导资金。",  # the number of an article
        "采用 GAP 标准种植。",
    ],
)
def test_blanks_that_say_something_stay(sentence: str) -> None:
    assert laid_out(TITLE + sentence)[-1][1] == sentence


def test_one_blank_in_a_long_text_is_the_writers() -> None:
    text = TITLE + BODY * 10 + "打响“万企出海 鲁粮飘香”品牌。"
    assert laid_out(text)[-1][1] == "打响“万企出海 鲁粮飘香”品牌。"


def test_invisible_characters_are_left_out_of_sentences() -> None:
    assert laid_out(f"{TITLE}青禾\u200b县举\ufeff办培\xad训\u202e班5期。")[-1][1] == "青禾县举办培训班5期。"


@pytest.mark.parametrize(
    ("paragraph", "sentences"),
    [
        ("甲完成。乙启动！丙呢？丁在。", ["甲完成。", "乙启动！", "丙呢？", "丁在。"]),
        ("甲完成；乙启动；丙收尾。", ["甲完成；乙启动；丙收尾。"]),  # a semicolon ends no sentence
        ("他说：“我们做到了。”随后散会。", ["他说：“我们做到了。”", "随后散会。"]),
        ("“水引来了。路修通了。”村民李大田高兴地说。",) * 2,  # a short quotation stays whole, and with its speaker
        ("“如今家家户户通上了自来水。路也修到了每一户的门口。”村民李大田高兴地说。",
         ["“如今家家户户通上了自来水。", "路也修到了每一户的门口。”村民李大田高兴地说。"]),
        ("“我们都来了！”看到这样的情况，县里派出医疗队。", ["“我们都来了！”", "看到这样的情况，县里派出医疗队。"]),
        ("围绕“为了谁、依靠谁、我是谁？”的问题开展讨论。", ["围绕“为了谁、依靠谁、我是谁？”的问题开展讨论。"]),
        ("开展“加油！青禾”行动。", ["开展“加油！青禾”行动。"]),
        ("放映《谁是英雄？乡村版》两场。", ["放映《谁是英雄？乡村版》两场。"]),
        ("服务心贴心……近年来，县里出实招。", ["服务心贴心……近年来，县里出实招。"]),
        ("位于（北纬40。～45。）的地带。", ["位于（北纬40。～45。）的地带。"]),  # a degree sign, misread
        ("见网站http://a.org/?b=1查询。", ["见网站http://a.org/?b=1查询。"]),
        ("建成粮仓3座。（记者 李明远）", ["建成粮仓3座。", "（记者 李明远）"]),
        ("The plan ended. It cost $3.5 million. “We won.” She smiled.",
         ["The plan ended.", "It cost $3.5 million.", "“We won.”", "She smiled."]),
        ("It came to the U.S. The group, led by J. Smith of Green Inc. and St. Paul, grew.",
         ["It came to the U.S.", "The group, led by J. Smith of Green Inc. and St. Paul, grew."]),
    ],
)
def test_a_paragraph_is_cut_where_its_sentences_end(paragraph: str, sentences: list[str] | str) -> None:
    expected = [sentences] if isinstance(sentences, str) else sentences
    assert [text for _, text in laid_out(f"青禾\n\n{paragraph}")][1:] == expected


def test_a_run_without_end_is_cut_at_its_clauses() -> None:
    pieces = [text for _, text in laid_out(TITLE + "青禾县举办培训班，" * 1000)][1:]
    assert len(pieces) > 1
    assert all(len(piece) <= 2000 and piece.endswith("，") for piece in pieces)


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("本报青禾1月5日讯", "记者李明远报道：县里召开会议。"),
        ("新华社北京1月1日电（记者 李明远 王小禾）", "县里召开会议。"),
        ("本报讯（通讯员 李明远）", "县里召开会议。"),
    ],
)
def test_a_dateline_stands_apart_from_its_sentence(dateline: str, rest: str) -> None:
    assert laid_out(f"{TITLE}{dateline}　{rest}")[-2:] == [("byline", dateline), ("body", rest)]


def test_words_that_only_begin_like_a_dateline_stay_in_their_sentence() -> None:
    for sentence in ("本报记者走进青禾县白石镇，看到粮仓满满。", "新华社区建成便民中心3个。"):
        assert laid_out(TITLE + sentence)[-1] == ("body", sentence)


def test_the_signature_of_a_notice_is_told_from_its_text_and_its_attachments() -> None:
    signature = "中共青禾县委组织部\n青禾县农业农村局\n2023年3月1日"
    text = f"关于举办培训班的通知\n\n各乡镇党委：\n{BODY}\n\n{signature}\n\n附件：培训班名额表\n"
    document = from_text("a.txt", text)
    assert kinds(document, Kind.SIGNATURE) == ["中共青禾县委组织部", "青禾县农业农村局", "2023年3月1日"]
    assert document.date == date(2023, 3, 1)


def test_page_numbers_and_running_heads_do_not_tear_sentences() -> None:
    half = "扎实推进高标准农田建设，积极落实各项惠农强农富农政策措施，全年投入资金3200万元，新"
    other = "建成粮仓3座，培训农民800人次。"
    pages = (f"青禾县年度报告 第{n}页\n{other}{BODY}{half}\n{n}" for n in range(1, 5))
    found = laid_out("\f".join(pages))
    assert [text for kind, text in found if kind == "body" and "新" in text] == [f"{half}{other}"] * 3 + [half]
    assert sum(kind == "furniture" for kind, _ in found) == 8


def test_a_label_and_its_value_on_the_next_line_belong_together() -> None:
    head = "来源:\n青禾日报\n发表时间：\n2026-02-09 09:45:30\n阅读量：\n3021"
    document = from_text("a.txt", f"青禾县工作报告\n{head}\n{BODY}")
    assert kinds(document, Kind.BYLINE) == ["来源:", "青禾日报", "发表时间：", "2026-02-09 09:45:30"]
    assert kinds(document, Kind.FURNITURE) == ["阅读量：", "3021"]


def test_a_list_of_links_below_the_text_is_furniture() -> None:
    found = laid_out(f"{TITLE}{BODY}\n\n相关报道：\n白石镇春耕忙\n青石镇建粮仓\n")
    assert [kind for kind, _ in found[-3:]] == ["furniture"] * 3


def test_the_head_of_a_table_belongs_to_it() -> None:
    table = "年份  人数  产值\n2020  120  35.6\n2021  150  40.2"
    assert [kind for kind, _ in laid_out(f"{TITLE}{BODY}\n\n{table}\n")[2:]] == ["table"] * 3


def test_the_marks_of_markdown_are_no_text() -> None:
    body = "**成效明显。**举办**培训班5期**，见[名单](http://a.org/x)。![图](a.png)张**获评，李**也入选。"
    text = f"# 青禾工作\n\n**一、做法**\n\n{body}"
    assert laid_out(text) == [
        ("title", "青禾工作"), ("heading", "一、做法"), ("body", "成效明显。"), ("body", "举办培训班5期，见名单。"),
        ("body", "张**获评，李**也入选。"),
    ]


def test_traditional_characters_and_full_width_digits_are_read_alike() -> None:
    text = "青禾縣工作綜述\n\n記者 李明遠\n\n發佈時間：２０２３年５月６日\n\n青禾縣舉辦培訓班12期。"
    assert [kind for kind, _ in laid_out(text)] == ["title", "byline", "byline", "body"]
    assert laid_out(text)[-1][1] == "青禾縣舉辦培訓班12期。"
    assert from_text("a.txt", text).date == date(2023, 5, 6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"{TITLE}发布时间：2023-05-06\n{BODY}", date(2023, 5, 6)),
        (f"{TITLE}{BODY}\n\n时间：2015年12月13日 04:16:45", date(2015, 12, 13)),
        (f"{TITLE}2016年3月18日，青禾县出台新政。", date(2016, 3, 18)),  # a report that opens with its day
        (f"{TITLE}青禾合作银行于2005年5月18日开业。", None),  # a day that the text only tells of
        (f"{TITLE}{BODY}\n\n青禾县农业农村局\n2017年11月", date(2017, 11, 1)),
        ("青禾县报告\n——二〇二六年一月二十七日在青禾县人民代表大会上\n" + BODY, date(2026, 1, 27)),
        (f"{TITLE}发布时间：2023-06-31\n{BODY}", None),  # no such day
        ("Green County Report\n\nPublished August 1, 2017\n\nThe county trained 30 people.", date(2017, 8, 1)),
    ],
)
def test_a_document_bears_the_date_outside_its_text(text: str, day: date | None) -> None:
    assert from_text("a.txt", text).date == day


def test_each_item_of_a_digest_has_its_own_heading_and_date() -> None:
    months = {"白石镇": 8, "青石镇": 7}
    items = (f"{town}召开动员会。\n2018-0{m}-07\n{m}月2日，{town}举办培训班{m}期。" for town, m in months.items())
    document = from_text("a.txt", "\n\n".join(items))
    found = {sentence.text[:2]: sentence for sentence in document.sentences if sentence.kind is Kind.BODY}
    for start, town, month in (("8月", "白石镇", 8), ("7月", "青石镇", 7)):
        heading = document.heading(found[start])
        assert heading is not None
        assert heading.text == f"{town}召开动员会。"
        assert document.date_at(found[start]) == date(2018, month, 7)
        assert document.date_at(heading) == date(2018, month, 7)
