"""Who gets what from every URL, written by hand from the design.

Cells: 200 a page; 302 done, go on elsewhere; > to the sign-in page and back (for the admin
through its own door); 401 sign in (for
scripts); 403 wrong role; 404 not yours; 422 the form says what is wrong.

The cast: nobody signed in; the student whose work it is; a student of another class; the teacher
of the course; another course's teacher of the same class; operator, editor and admin of the
school; an admin of another school.
"""

ROLES = (
    "anonymous",
    "student",
    "outsider",
    "teacher",
    "colleague",
    "operator",
    "editor",
    "admin",
    "foreign",
)

SITE = """
name                           method  anon stud outs teac coll oper edit admi fore

account_login                  GET     200  302  302  302  302  302  302  302  302
account_login                  POST    200  302  302  302  302  302  302  302  302
account_logout                 GET     302  200  200  200  200  200  200  200  200
account_logout                 POST    302  302  302  302  302  302  302  302  302
account_change_password        GET     >    200  200  200  200  200  200  200  200
account_change_password        POST    >    200  200  200  200  200  200  200  200

help-page                      GET     200  200  200  200  200  200  200  200  200
help-guide                     GET     200  200  200  200  200  200  200  200  200
language-choose                GET     302  302  302  302  302  302  302  302  302
language-choose                POST    302  302  302  302  302  302  302  302  302

dashboards:home                GET     >    200  200  200  200  200  200  200  200
dashboards:task-list           GET     >    200  200  200  200  403  403  403  403
dashboards:practice-list       GET     >    200  200  403  403  403  403  403  403
dashboards:result-list         GET     >    200  200  200  200  403  403  403  403
dashboards:class-list          GET     >    403  403  200  200  200  403  200  200
dashboards:class-detail        GET     >    403  403  200  404  403  403  403  403
dashboards:student-detail      GET     >    403  403  200  404  403  403  403  403
dashboards:assignment-results  GET     >    403  403  200  404  403  403  403  403
dashboards:class-export        GET     >    403  403  200  404  403  403  403  403
dashboards:student-export      GET     >    403  403  200  404  403  403  403  403
dashboards:assignment-export   GET     >    403  403  200  404  403  403  403  403

classrooms:people-list         GET     >    403  403  200  200  200  403  403  403
classrooms:password-reset      GET     >    403  403  200  200  200  403  403  403
classrooms:password-reset      POST    >    403  403  200  200  200  403  403  403

lessons:lesson-list            GET     >    200  200  200  200  403  200  200  200
lessons:lesson-detail          GET     >    200  200  200  200  403  200  200  404
lessons:lesson-print           GET     >    200  200  200  200  403  200  200  404
lessons:section-detail         GET     >    200  200  200  200  403  200  200  404
lessons:section-finish         POST    >    302  302  403  403  403  403  403  403
lessons:section-reopen         POST    >    302  302  403  403  403  403  403  403
lessons:term-detail            GET     >    200  200  200  200  403  200  200  404
lessons:reading-mark           GET     >    403  403  200  404  403  403  403  403
lessons:reading-mark-offline   POST    >    403  403  302  404  403  403  403  403
lessons:reading-mark-undo      POST    >    403  403  302  404  403  403  403  403

quizzes:assignment-detail      GET     >    200  404  403  403  403  403  403  403
quizzes:attempt-start          POST    >    302  404  403  403  403  403  403  403
quizzes:attempt-detail         GET     >    200  404  403  403  403  403  403  403
quizzes:attempt-detail         POST    >    302  404  403  403  403  403  403  403
quizzes:answer-save            POST    401  422  404  403  403  403  403  403  403
quizzes:attempt-submit         GET     >    200  404  403  403  403  403  403  403
quizzes:attempt-submit         POST    >    302  404  403  403  403  403  403  403
quizzes:attempt-result         GET     >    200  404  403  403  403  403  403  403

quizzes:assign                 GET     >    403  403  200  200  403  403  403  403
quizzes:assign                 POST    >    403  403  422  422  403  403  403  403
quizzes:assign-done            GET     >    403  403  200  404  403  403  403  403
quizzes:assign-undo            POST    >    403  403  302  404  403  403  403  403
quizzes:assignment-manage      GET     >    403  403  200  404  403  403  403  403
quizzes:assignment-edit        GET     >    403  403  200  404  403  403  403  403
quizzes:assignment-edit        POST    >    403  403  422  404  403  403  403  403
quizzes:assignment-recall      GET     >    403  403  200  404  403  403  403  403
quizzes:assignment-recall      POST    >    403  403  302  404  403  403  403  403
quizzes:assignment-extend      GET     >    403  403  200  404  403  403  403  403
quizzes:assignment-extend      POST    >    403  403  422  404  403  403  403  403
quizzes:assignment-copy        GET     >    403  403  200  404  403  403  403  403
quizzes:assignment-copy        POST    >    403  403  422  404  403  403  403  403
quizzes:assignment-message     GET     >    403  403  200  404  403  403  403  403
quizzes:assignment-release     POST    >    403  403  302  404  403  403  403  403
quizzes:assignment-excuse      POST    >    403  403  302  404  403  403  403  403
quizzes:marking-list           GET     >    403  403  200  200  403  403  403  403
quizzes:marking-item           GET     >    403  403  200  404  403  403  403  403
quizzes:marking-item           POST    >    403  403  422  404  403  403  403  403
quizzes:question-list          GET     >    403  403  200  200  403  200  200  200
quizzes:question-detail        GET     >    403  403  200  200  403  200  200  404
quizzes:quiz-preview           GET     >    403  403  200  200  403  200  200  404
"""

# The Django admin: nobody goes to sign in; students, teachers and operators are refused (403).
# The three cells of each page are editor, admin and foreign admin (who goes back to the index,
# as the admin does for rows that do not exist, or gets 404).
ADMIN = """
model                    list         add          change       delete       history

lessons_unit             200 200 200  200 200 200  200 200 302  200 200 302  200 200 404
lessons_objective        200 200 200  200 200 200  200 200 302  200 200 302  200 200 302
lessons_lesson           200 200 200  200 200 200  200 200 302  200 200 302  200 200 404
lessons_section          200 200 200  200 200 200  200 200 302  200 200 302  200 200 404
lessons_figure           200 200 200  200 200 200  200 200 302  200 200 302  200 200 404
lessons_source           200 200 200  200 200 200  200 200 302  200 200 302  200 200 404
lessons_glossaryterm     200 200 200  200 200 200  200 200 302  200 200 302  200 200 404
quizzes_tag              200 200 200  200 200 200  200 200 200  200 200 403  200 200 200
quizzes_stimulus         200 200 200  200 200 200  200 200 302  200 200 302  200 200 302
quizzes_question         200 200 200  200 200 200  200 200 302  200 200 302  200 200 302
quizzes_quiz             200 200 200  200 200 200  200 200 302  200 200 302  200 200 404
classrooms_classroom     403 200 200  403 200 200  403 200 302  403 200 302  302 200 302
classrooms_course        403 200 200  403 200 200  403 200 302  403 200 302  302 200 302
accounts_school          403 200 200  403 403 403  403 200 302  403 403 403  302 200 302
accounts_user            403 200 200  403 200 200  403 200 302  403 200 302  302 200 302
accounts_auditentry      403 200 200  403 403 403  403 200 302  403 403 403  302 200 302
"""

# Pages of the admin that belong to no list. `people` are students, teachers and operators.
ADMIN_OTHER = """
name                                 anon  people editor admin foreign

admin:index                          >     403    200    200   200
admin:app_list                       >     403    200    200   200
admin:autocomplete                   >     403    200    200   200
admin:jsi18n                         >     403    200    200   200
admin:login                          >     403    >      >     >
admin:logout                         >     403    302    302   302
admin:password_change                >     403    302    302   302
admin:password_change_done           >     403    200    200   200
admin:view_on_site                   >     403    404    404   404
admin:auth_user_password_change      >     403    403    200   404
admin:lessons_unit_simple_history    >     403    200    200   404
admin:quizzes_question_version       >     403    200    200   404
"""
