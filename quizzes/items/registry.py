"""Every form, and the functions that find the right one."""

from collections.abc import Mapping, Sequence
from typing import Any

from .base import Body, Form, Response, plain
from .essay import Essay
from .matching import Matching
from .matrix import Matrix
from .multiple_response import MultipleResponse
from .responses import Fields
from .short_answer import ShortAnswer
from .single_choice import SingleChoice

BODIES: Mapping[Form, type[Body]] = {
    Form.SINGLE_CHOICE: SingleChoice,
    Form.MULTIPLE_RESPONSE: MultipleResponse,
    Form.MATRIX: Matrix,
    Form.MATCHING: Matching,
    Form.SHORT_ANSWER: ShortAnswer,
    Form.ESSAY: Essay,
}


def parse_body(form: Form | str, data: object) -> Body:
    """Build a body from its stored JSON; raise InvalidBody with all problems.

    An unknown form is a ValueError of its own: forms come from rows, not from people.
    """
    return BODIES[Form(form)].read(data)


def dump_body(body: Body) -> dict[str, Any]:
    """Give the JSON that `parse_body` reads back, with every optional key written out."""
    data: dict[str, Any] = plain(body)
    return data


def parse_response(body: Body, data: object) -> Response | None:
    """Build a response from its stored JSON; None for null and for an answer without content.

    Raises InvalidResponse for an id that the item does not have and for any other shape.
    """
    response: Response | None = None if data is None else body.read_response(data)
    return response


def dump_response(response: Response | None) -> dict[str, Any] | None:
    """Give the JSON that `parse_response` reads back: the same for equal responses."""
    return None if response is None else response.dump()


def response_from_fields(body: Body, fields: Fields) -> Response | None:
    """Build a response from submitted HTML fields, named without the prefix of the page.

    Names of other forms or other purposes are passed over; a name or value that this item cannot
    have sent raises InvalidResponse.
    """
    return parse_response(body, body.response_data(fields))


def right_answer(body: Body) -> Response | None:
    """Give a response that gets all points; None for an essay, which has a sample instead."""
    response: Response | None = body.right_answer()
    return response


def is_complete(body: Body, response: Response | None) -> bool:
    """Whether every part is answered; ticking one option of a multiple response is enough."""
    return response is not None and body.is_complete(response)


def shuffleable(body: Body) -> tuple[str, ...]:
    """Give the ids, in author order, of the list that may be shown in another order.

    Options, statements of a matrix, choices of a matching; nothing for the others.
    """
    return body.shuffleable()


def in_order(body: Body, order: Sequence[str]) -> Body:
    """Give the body in a stored order; in author order if its ids are not exactly those.

    A stored order goes stale only by a fault of ours; then every part must still be shown once.
    """
    return body.in_order(order) if sorted(order) == sorted(body.shuffleable()) else body
