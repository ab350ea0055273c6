from django.urls import path

from almoner.fitness.rules.raising import ELSEWHERE, QUESTIONS
from almoner.fitness.web.views import (
    accepted,
    concerns,
    decisions,
    evidence,
    examiners,
    findings,
    hearing_decisions,
    hearings,
    investigations,
    joining,
    learning,
    letters,
    orders,
    raising,
    reviews,
    support,
    worker,
    worries,
)

app_name = "fitness"
urlpatterns = [
    path("practice-concerns/", worries.record_list, name="records"),
    path("practice-concerns/referrals/", worries.referral_list, name="referrals"),
    path("practice-concerns/questions/", worries.rehearsal, name="rehearsal"),
    path("practice-concerns/new/", worries.choose, name="choose"),
    path("practice-concerns/new/<uuid:member_id>/", worries.worry, name="worry"),
    path("practice-concerns/findings/", findings.finding_list, name="findings"),
    path("learning/", learning.to_read_list, name="learning"),
    path("learning/<uuid:action_id>/", learning.read_one, name="learning-read"),
    path("concerns/", concerns.concern_list, name="concerns"),
    path("concerns/orders/", orders.order_diary, name="orders"),
    path("concerns/<uuid:concern_id>/evidence/", evidence.evidence_list, name="evidence"),
    path("concerns/<uuid:concern_id>/evidence/add/", evidence.evidence_add, name="evidence-add"),
    path(
        "concerns/<uuid:concern_id>/evidence/<uuid:evidence_id>/withdraw/",
        evidence.evidence_withdraw,
        name="evidence-withdraw",
    ),
    path("concerns/<uuid:concern_id>/alike/", joining.alike, name="alike"),
    path("concerns/<uuid:concern_id>/alike/<uuid:other_id>/", joining.beside, name="alike-beside"),
    path("concerns/<uuid:concern_id>/about-whom/", joining.about_whom, name="about-whom"),
    path("concerns/<uuid:concern_id>/support/", support.support_of, name="support"),
    path("your-case/", worker.case_list, name="your-cases"),
    path("your-case/<uuid:concern_id>/", worker.case, name="your-case"),
    path("your-case/<uuid:concern_id>/answer/", worker.answer, name="your-answer"),
    path("your-case/<uuid:concern_id>/support/", worker.support, name="your-support"),
    path("your-case/<uuid:concern_id>/bundle/<uuid:disclosure_id>/", worker.bundle, name="your-bundle"),
    path("concerns/<uuid:concern_id>/risk/", investigations.risk, name="risk"),
    path("investigations/<uuid:investigation_id>/hold/", investigations.hold, name="hold"),
    path("investigations/<uuid:investigation_id>/hold/<slug:ground>/", investigations.let_go_on, name="let-go-on"),
    path("concerns/outcomes/", findings.outcome_list, name="outcomes"),
    path("concerns/<uuid:concern_id>/outcome/", findings.share, name="share-outcome"),
    path("examiners/", examiners.examiner_list, name="examiners"),
    path("examiners/<uuid:person_id>/", examiners.appoint, name="appoint"),
    path("letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("letters/<uuid:letter_id>/file/", letters.letter_file, name="letter-file"),
    path("proposed-outcomes/<uuid:case_id>/", accepted.proposal, name="proposal"),
    path("examinations/<uuid:case_id>/review/", reviews.ask_for_review, name="ask-for-review"),
    path("concerns/<uuid:concern_id>/removal/", reviews.ask_for_removal, name="ask-for-removal"),
    path("decisions/<slug:procedure>/<uuid:case_id>/", decisions.decision, name="decision"),
    path("concerns/interim-orders/", hearings.interim_list, name="interim-orders"),
    path("concerns/hearings/", hearings.hearing_list, name="hearings"),
    path("concerns/hearings/<uuid:case_id>/panel/", hearings.panel, name="panel"),
    path("concerns/hearings/<uuid:case_id>/people/", hearings.people, name="hearing-people"),
    path("concerns/hearings/panel/<uuid:member_id>/", hearings.unseat, name="unseat"),
    path("concerns/hearings/people/<uuid:participant_id>/remove/", hearings.remove_person, name="remove-person"),
    path("concerns/hearings/<uuid:case_id>/decision/", hearing_decisions.draft, name="hearing-decision"),
    path("hearings/", hearings.public_list, name="public-hearings"),
    path("raise-a-concern/", raising.start, name="raise"),
    path("raise-a-concern/your-code/", raising.your_code, name="your-code"),
    path("raise-a-concern/code/", raising.enter_code, name="enter-code"),
    path("raise-a-concern/worker/", raising.worker, name="raise-worker"),
    path("raise-a-concern/check/", raising.check_answers, name="raise-check"),
    path("raise-a-concern/follow/", raising.follow, name="follow"),
    *(
        path(f"raise-a-concern/{one.slug}/", raising.question, {"slug": one.slug}, name=f"raise-{one.slug}")
        for one in QUESTIONS
        if one.slug != "worker"
    ),
    *(
        path(f"raise-a-concern/not-here/{matter}/", raising.elsewhere, {"matter": matter}, name=f"elsewhere-{matter}")
        for matter in ELSEWHERE
    ),
]
