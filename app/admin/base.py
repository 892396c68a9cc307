"""The view that every noun's view is: reads and writes go through the services."""

from __future__ import annotations

from itertools import chain, islice
from typing import Any, ClassVar

from flask import Response, g, redirect, request
from flask_admin import expose
from flask_admin.model import BaseModelView

from app.admin import export
from app.admin.actions import Action, ActionPages
from app.admin.asking import Asking
from app.admin.columns import Column, chosen
from app.admin.forms import Form, attempt, done
from app.admin.guard import Guarded, NothingThere, caller, parsed_id
from app.admin.tabs import Tab, Tabs, refuse_own, tabs_of
from app.db import transaction
from app.errors import DomainError
from app.services import lists
from app.services.history import history_of
from app.services.lists import BadFilter, Counts, Listing, Rows
from app.services.paging import Page
from app.services.saved_filters import remove_filter, save_filter, saved_filters


class NounView(Guarded, ActionPages, BaseModelView):
    """A list, a page for each row, forms and actions. What a noun can't do is not found."""

    listing: ClassVar[Listing]
    columns: ClassVar[tuple[Column, ...]]
    tabs: ClassVar[tuple[Tab, ...]] = ()
    actions: ClassVar[tuple[Action, ...]] = ()
    icon: ClassVar[str] = ""
    noun: ClassVar[str] = ""
    plural: ClassVar[str] = ""
    search_words: ClassVar[str] = "Search"
    tones: ClassVar[dict[str, str]] = {}
    """State → the class of its dot."""
    empty_words: ClassVar[str] = ""
    new_words: ClassVar[str] = ""

    can_create = can_edit = can_delete = False
    can_view_details = can_export = True
    list_template = "admin/list.html"
    create_template = edit_template = "admin/form.html"
    form_class: ClassVar[type[Form]] = Form

    # Flask-Admin's other ways to read and write: not in this house.
    delete_view = ajax_lookup = ajax_update = None

    def __init__(self, model: Any, name: str, category: str) -> None:
        noun = self.listing.name
        super().__init__(model, name, category, endpoint=f"admin_{noun}", url=f"/admin/{noun}")

    # The list.

    @expose("/")
    def index_view(self) -> Any:
        asking = Asking(self.listing, request.args, self.get_url(".index_view"))
        problem, counts, rows = None, None, None
        try:
            counts, rows = self.get_list(asking)
        except BadFilter as error:
            problem = error.message
        tabs = tabs_of(self.tabs, saved_filters(caller(), self.listing.name), asking)
        page = self.render(
            self.list_template,
            asking=asking,
            counts=counts,
            rows=rows,
            problem=problem,
            columns=chosen(self.columns, asking.all("col")),
            named=tabs,
            choices=counts.choices if counts else {},
            **self.list_extras(asking, tabs, problem),
        )
        return page, 422 if problem else 200

    def get_list(self, asking: Asking, *_: Any, **__: Any) -> tuple[Counts, Rows]:
        asked = asking.asked()
        return lists.counts(caller(), self.listing, asked), lists.page(
            caller(), self.listing, asked
        )

    def list_extras(self, asking: Asking, tabs: Tabs, problem: str | None) -> dict[str, Any]:
        """What a noun's own list shows besides."""
        return {}

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Any:
        if export_type not in export.KINDS or not self.can_export:
            raise NothingThere(f"A list is exported as {', '.join(export.KINDS)}.")
        asking = Asking(self.listing, request.args, "")
        asked = asking.asked()
        rows = lists.everything(caller(), self.listing, asked)
        # What is wrong with the filter must be said before the answer begins.
        rows = chain(list(islice(rows, 1)), rows)
        with transaction():
            lists.record_export(caller(), self.listing, asked, export_type)
        return export.answer(self.listing.name, export_type, self.columns, rows)

    @expose("/filters/", methods=("POST",))
    def filters_view(self) -> Any:
        """Save what is narrowed by under a name, or remove that name."""
        form = request.form
        asking = Asking(self.listing, request.form, self.get_url(".index_view"))
        name = form.get("name", "")
        try:
            with transaction():
                if form.get("do") == "remove":
                    remove_filter(caller(), self.listing.name, name)
                    done(f"The filter {name} was removed.")
                    return redirect(asking.base)
                refuse_own(self.tabs, name)
                query = asking.url(asking.narrowing()).partition("?")[2]
                save_filter(caller(), self.listing.name, name, query)
                done(f"The filter {name.strip()} was saved for everybody here.")
        except DomainError as error:
            done(error.message, tone="bad")
            return redirect(asking.url())
        return redirect(asking.url(tab=name.strip()))

    # One row.

    def get_one(self, id: Any) -> Any:
        raise NotImplementedError

    def asked_for(self) -> Any:
        """The row that the address names, or 404."""
        return self.get_one(parsed_id(request.args.get("id"), self.noun))

    @expose("/details/")
    def details_view(self) -> Any:
        row = self.asked_for()
        return self.render(self.details_template, row=row, **self.details(row))

    def details(self, row: Any) -> dict[str, Any]:
        return {}

    def done_to(self, row: Any) -> Page:
        """What the audit log holds of it, a page at a time."""
        return history_of(caller(), row.id, cursor=request.args.get("after") or None)

    def row_url(self, row: Any) -> str:
        return self.get_url(".details_view", id=row.id)

    # Forms.

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        if not self.can_create:
            raise NothingThere(f"A {self.noun} is not made here.")
        form = self.create_form()
        if request.method == "POST" and self.validate_form(form):
            made = self.create_model(form)
            if made is not None:
                return self.after_create(made)
        return self.form_page(self.create_template, form)

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        if not self.can_edit:
            raise NothingThere(f"A {self.noun} is not edited.")
        row = self.asked_for()
        form = self.edit_form(obj=row)
        if request.method == "POST" and self.validate_form(form) and self.update_model(form, row):
            done(f"{self.title_of(row)} was saved.")
            return redirect(self.row_url(row))
        return self.form_page(self.edit_template, form, row=row)

    def form_page(self, template: str, form: Form, **more: Any) -> tuple[str, int]:
        """Refused or new: what was typed is on it."""
        return self.render(template, form=form, **more), 422 if request.method == "POST" else 200

    def create_model(self, form: Form) -> Any:
        return attempt(form, lambda: self.create(form))

    def update_model(self, form: Form, model: Any) -> Any:
        return attempt(form, lambda: self.update(form, model) or True)

    def delete_model(self, model: Any) -> bool:
        raise NothingThere(f"A {self.noun} is not deleted here.")

    def create(self, form: Form) -> Any:
        raise NotImplementedError

    def update(self, form: Form, row: Any) -> Any:
        raise NotImplementedError

    def after_create(self, made: Any) -> Response:
        done(f"{self.title_of(made)} was made.")
        return redirect(self.row_url(made))  # type: ignore[return-value]

    def title_of(self, row: Any) -> str:
        return str(row.name)

    # What templates ask.

    def label_of(self, facet: str, value: str) -> str:
        return str((self.listing.facet(facet).labels or {}).get(value, value))

    def rises(self, column: Column) -> bool:
        """The order that a column's head switches to goes from A to Z, not from the newest."""
        return not lists.is_falling(self.listing.orders[column.order])

    def actions_for(self, row: Any) -> list[Action]:
        return [action for action in self.actions if action.offered(row)]

    def bulk_actions(self, rows: list[Any]) -> list[Action]:
        """Those that at least one row of the page could take."""
        return [action for action in self.actions if any(map(action.offered, rows))]

    def is_me(self, id_: Any) -> bool:
        return g.person is not None and g.person.id == id_

    # What Flask-Admin would find out from a model by itself.

    def get_pk_value(self, model: Any) -> Any:
        return model.id

    def scaffold_list_columns(self) -> list[str]:
        return [column.name for column in self.columns]

    def scaffold_sortable_columns(self) -> dict[str, str]:
        return {}

    def init_search(self) -> bool:
        return self.listing.search is not None

    def scaffold_form(self) -> type[Form]:
        return self.form_class

    def scaffold_list_form(self, *_: Any, **__: Any) -> None:
        return None
