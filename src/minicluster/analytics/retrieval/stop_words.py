"""Words that say nothing of a subject. They are few: what is merely frequent is weighed down by its frequency."""

from typing import Final

_ENGLISH: Final = """
a about after all also an and any are as at be because been before being between both but by can could did do does for from had has have he her his how i
if in into is it its may might more most must no not of on or our out over shall she should so some such than that the their them then there these they
this those through to under up us very was we were what when where which while who whose why will with would you your
"""
# Stems of verbs and adjectives as mecab-ko writes them, and nouns of asking: any problem has them.
_KOREAN: Final = """
하 되 있 없 않 같 이 그 저 것 수 등 및 때 위하 대하 통하 따르 의하 관하 인하 나오 오 가 주 보 두 놓 버리 알 모르 싶 많 적 필요 경우 정도 방법 문제 어떻 이렇 그렇 미치 이용 사용 발생
"""

ENGLISH_STOP_WORDS: Final = frozenset(_ENGLISH.split())
KOREAN_STOP_WORDS: Final = frozenset(_KOREAN.split())
