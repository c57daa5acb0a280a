"""What is written in the guided thread, in invented words. Pure."""

from typing import Any, Final

VISIT_SUMMARY: Final = (
    "신규 회원사로 가입한 뒤 첫 방문이어서 주력 품목인 음파 진동 운동기의 조립과 검사 공정을 대표와 함께 둘러보았습니다. "
    "국내 체육 시설과 병원에 납품하고 있으며 유럽 바이어의 문의가 있었으나 인체에 미치는 영향을 보여 줄 자료가 없어 상담이 멈춰 있습니다. "
    "다음 주까지 진동 자극을 측정할 수 있는 실험실과 전문가를 찾아보기로 하였습니다."
)
PROBLEM_OBSERVATION: Final = "유럽 바이어가 음파 진동이 인체에 미치는 영향을 시험한 자료를 요구하는데 회사에는 측정 장비도 시험 경험도 없습니다."
OBSERVATIONS: Final = (
    "출하 검사에서 가진 주파수와 진폭은 재고 있으나 사람이 올라섰을 때의 전달 진동은 재지 않습니다.",
    PROBLEM_OBSERVATION,
    "체험실에 사용자가 느낀 점을 적는 공책이 있고 무릎과 허리에 대한 의견이 많았습니다.",
)
PROBLEM: Final[dict[str, Any]] = {
    "title": "음파 진동 운동기기의 인체 영향 검증",
    "description": (
        "음파 진동을 이용한 운동기를 만들고 있습니다. 사용한 분들은 다리 근육이 풀리고 균형이 좋아진다고 하지만 근거 자료가 없습니다. "
        "유럽 바이어가 진동 주파수별로 근육과 뼈에 어떤 영향이 있는지, 오래 써도 안전한지 시험한 자료를 보내 달라고 합니다. "
        "저희는 기계의 진동만 잴 수 있고 사람 몸에서 재는 장비와 경험이 없습니다."
    ),
    "tried": "병원 두 곳에 체험을 부탁해 설문을 받았으나 바이어가 객관적인 시험 자료로 인정하지 않았습니다.",
    "wanted_result": "주파수와 사용 시간에 따른 근활성, 균형, 안전성을 보여 주는 공인 가능한 시험 결과",
}
TEXTS: Final = {
    "diagnosis": "제품의 성능 문제가 아니라 효과와 안전을 보여 줄 인체 시험이 없는 것이 원인입니다. 전신 진동 자극의 생체역학 측정이 가능한 연구실이 필요합니다.",
    "mechanism": "전신 진동 자극에 대한 근활성·전달 가속도 측정 자료 부재",
    "summary": "진동을 이용한 운동기기를 만드는 기업이 주파수와 사용 시간에 따라 인체에 미치는 영향을 시험하고 평가해 줄 연구실을 찾고 있습니다.",
    "fits": "진동 자극의 근활성과 골밀도 측정 경험이 있고 측정 장비를 갖추었습니다.",
    "first_meeting": "진동 운동기기 인체 영향 시험 협의",
    "buyer_meeting": "유럽 바이어 초청 상담회: 재활의료기기",
    "project": "음파 진동 운동기의 인체 영향 평가와 제품 보완",
    "aim": "주파수·진폭·시간에 따른 근활성, 전달 가속도, 균형 변화를 측정하여 안전한 사용 조건을 정하고 시험성적서를 발급한다.",
    "prototype": "사용 조건 자동 제한 기능을 넣은 보완 시제품",
    "certification": "전신 음파 진동 인체 영향 시험성적서",
    "contract": "음파 진동 운동기 3,000대 공급 계약",
    "solution": "대학 실험실에서 성인 참여자의 근전도와 전달 가속도를 재어 안전한 주파수와 시간을 정하고, 그 결과를 시험성적서와 제품 보완에 반영하였습니다.",
    "result": "시험성적서를 바이어에게 제출하여 계약 조건이 충족되었고, 후속 연구를 함께 준비하고 있습니다.",
    "units": "유럽 바이어와의 공급 계약서 기준",
    "expected": "계약 물량과 바이어의 5년 구매 계획을 바탕으로 한 예상 매출",
    "sales": "계약에 따라 2007년 9월까지 출하한 물량의 매출",
}
CASE: Final = {
    "title_ko": "실험실에서 찾은 근거가 3,000대 계약이 되기까지",
    "title_en": "How evidence from a laboratory became a contract for 3,000 machines",
    "story_ko": (
        "기업방문에서 코디네이터는 한 문장을 적어 왔습니다. 음파 진동이 몸에 어떤 영향을 주는지 보여 줄 자료가 없다는 말이었습니다.\n\n"
        "코디네이터는 문제를 인체 시험의 부재로 진단하고 회사 이름을 가린 요약문으로 재활공학 전문가에게 물었습니다. 기업이 요약문을 승인하고 전문가가 수락한 뒤, "
        "동의와 비밀유지약정을 갖추어 자세한 내용을 전했습니다.\n\n"
        "대학 실험실은 주파수와 시간을 바꾸어 가며 근활성과 전달 가속도를 재었고, 기업은 그 결과로 사용 조건을 제한하는 기능을 넣었습니다. 시험성적서를 받은 유럽 바이어는 3,000대를 계약했습니다."
    ),
    "story_en": (
        "At a company visit the coordinator wrote down one sentence: there was nothing to show what sonic vibration does to the body.\n\n"
        "The coordinator diagnosed the lack of human tests and asked a rehabilitation engineer with a summary that did not name the firm. Once the firm had approved "
        "it and the engineer had accepted, consents and an NDA were signed and the details were disclosed.\n\n"
        "The university's laboratory measured muscle activation and transmitted acceleration at different frequencies and durations, and the firm built the safe "
        "limits into the machine. With the test report in hand a European buyer ordered 3,000 machines."
    ),
    "results_ko": "2007년 3월 유럽 바이어와 3,000대 공급 계약(실현). 5년 동안 매출 300억 원 기대(예상). 예상은 실현에 더하지 않습니다.",
    "results_en": (
        "Contract with a European buyer for 3,000 machines in March 2007 (realised). Sales of KRW 30bn expected over five years (expected). "
        "What is expected is not added to what is realised."
    ),
    "permission": "기업과 전문가의 서면 동의 (가상)",
}
NEXT_PROBLEM: Final[dict[str, Any]] = {
    "title": "양산 뒤 진동판 소음이 대마다 다름",
    "description": (
        "유럽 물량을 양산하면서 같은 주파수에서도 진동판 소음이 기계마다 5dB쯤 차이 납니다. 스피커 유닛과 진동판을 서로 바꾸어 끼워 보면 소음이 "
        "판을 따라가기도 하고 프레임을 따라가기도 합니다. 출하 검사에서 전수로 듣고 고르느라 하루 스무 대밖에 내보내지 못합니다."
    ),
    "wanted_result": "기계마다 소음 차이를 2dB 안으로 줄이는 조립 조건과 검사 방법",
}
