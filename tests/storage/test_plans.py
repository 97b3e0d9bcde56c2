from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.people import Plan, Wish, WishKind
from storage import plans
from storage.database import Database
from tests.storage.cast import ANA, BEA
from tests.storage.values import words

wishes = st.builds(Wish, st.sampled_from(WishKind), words)
written = st.builds(Plan, st.lists(words, max_size=5).map(tuple), words, wishes, wishes)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(written)
def test_a_plan_reads_back_as_it_was_kept_last(db: Database, plan: Plan) -> None:
    plans.save(db, ANA, plan)

    assert plans.load(db, ANA) == plan


def test_a_plan_is_one_workers(db: Database) -> None:
    plans.save(db, ANA, Plan(("Please ring twice",)))

    assert plans.load(db, BEA) == Plan()
