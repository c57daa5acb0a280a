"""Talks of two at a forum: who talks with whom, in which slot, at which table, so that the wishes are met as well as they can be.

Nobody is in two talks of a slot or in one while away, no table takes two talks of a slot, two people talk once at most, and only where one of them
wished for it. Among all such timetables the best one is, in this order, that

1. gives most people a talk: nobody sits alone so that somebody else gets a fifth talk;
2. has the greatest worth. A wish is worth 5 where it is the dearest and 1 where it is the fifth; a talk is worth the wishes that it meets, and `MUTUAL`
   more where both wished for it, so that any mutual wish goes before any one-sided one. A talk arranged before that is given up or put into another slot
   costs `CHANGE`, which is more than the dearest talk is worth: what people have in their hands is changed only where several wishes are won by it.

It is a whole-number programme, one unknown for a pair in a slot, solved by CP-SAT (OR-Tools) from a greedy start with one worker and a fixed seed, and
stopped after an amount of work that is counted and not timed: the same wishes give the same timetable on every machine, the best found so far where there
are too many to prove that none is better. Afterwards new talks move up into earlier slots that both have free, and tables are handed out; a talk that stays in its
slot stays at its table.
"""

from minicluster.analytics.timetabling.arranging import EFFORT, Timetable, arrange
from minicluster.analytics.timetabling.wishes import CHANGE, MOST_WISHES, MUTUAL, Figures, Talk, Wish, figures_of

__all__ = ["CHANGE", "EFFORT", "MOST_WISHES", "MUTUAL", "Figures", "Talk", "Timetable", "Wish", "arrange", "figures_of"]
