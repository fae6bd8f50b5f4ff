"""The verb frames, one table of cases; every document here is invented."""

from __future__ import annotations

import pytest

from tests.extract.conftest import Relations

CASES = [
    ("清水县出台《清水县人才引进办法》。", ("清水县", "issued", "清水县人才引进办法")),
    ("《江州市委关于加强人才工作的意见》印发。", ("江州市委", "issued", "江州市委关于加强人才工作的意见")),
    (
        "清水县《关于促进科技创新的若干措施》《关于支持企业发展的若干措施》同时出台。",
        ("清水县", "issued", "关于支持企业发展的若干措施"),
    ),
    ("红色代办制度，由清水县统计局、县经发局组织实施。", None),
    ("清水县实施“头雁工程”。", ("清水县", "runs", "头雁工程")),
    (
        "江州高新区管委会承办的第五届创新创业大赛在江州国际会展中心举行。",
        ("第五届创新创业大赛", "locatedIn", "江州国际会展中心"),
    ),
    ("清水县联合县纪委，落实“阳光考核”机制。", ("清水县纪委", "participatesIn", "“阳光考核”机制")),
    ("清水县联合县纪委，落实“阳光考核”机制。", ("清水县", "partnersWith", "清水县纪委")),
    ("江州大学与南山县人民政府签订战略合作协议。", ("江州大学", "partnersWith", "南山县人民政府")),
    ("浙江安吉的经验。", ("安吉", "locatedIn", "浙江")),
    ("华兴机械制造有限公司获得全国五一劳动奖状。", ("华兴机械制造有限公司", "recognisedAs", "全国五一劳动奖状")),
    ("清水县被中国粮食协会评为“中国稻米之乡”。", ("清水县", "recognisedAs", "中国稻米之乡")),
    ("江州师范大学党委书记黄铮、副书记李文峰出席。", ("李文峰", "leads", "江州师范大学党委")),
    ("江州市公安局民警在岗，局长李华带班。", ("李华", "leads", "江州市公安局")),
    (
        "华兴机械制造有限公司党支部开展学习，华兴机械制造有限公司支持。",
        ("华兴机械制造有限公司党支部", "partOf", "华兴机械制造有限公司"),
    ),
    ("清水县根据《江州省促进就业条例》，制定《清水县就业办法》。", ("清水县就业办法", "basedOn", "江州省促进就业条例")),
    ("为深入贯彻党的十九大精神，清水县启动“三廉”教育活动。", ("“三廉”教育活动", "basedOn", "党的十九大")),
]


@pytest.mark.parametrize(("text", "expected"), [case for case in CASES if case[1]])
def test_a_sentence_states_a_relation(relations: Relations, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in relations(text)


@pytest.mark.parametrize(
    "text",
    [
        "清水县的干部参加了学习。",
        "争创全国文明城市，申报“突出贡献专家”。",
        "天气很好，大家都很高兴。",
    ],
)
def test_a_sentence_that_states_none_gives_none(relations: Relations, text: str) -> None:
    assert relations(text) == set()


def test_a_heading_names_whom_the_text_below_is_about(relations: Relations) -> None:
    text = "党建动态\n\n清水县推进乡村治理\n\n全面推行河长制。\n\n南山县创新服务方式\n\n推出“一键办”服务。\n"
    assert {("清水县", "runs", "河长制"), ("南山县", "runs", "“一键办”服务")} <= relations(text)


def test_who_opens_a_sentence_acts_in_its_later_clauses(relations: Relations) -> None:
    text = "近年来，普陀区注重党建引领，定期与福建莆田开展共建，实施“先锋行动”。"
    assert {("普陀区", "runs", "先锋行动"), ("普陀区", "partnersWith", "莆田")} <= relations(text)


def test_a_person_with_a_post_who_speaks_takes_part_in_the_meeting(relations: Relations) -> None:
    text = "8月7日，清水县税务局召开“双报到”工作动员会。会上副局长杨庆峰作了部署。"
    assert {("杨庆峰", "participatesIn", "“双报到”工作动员会"), ("杨庆峰", "leads", "清水县税务局")} <= relations(text)
