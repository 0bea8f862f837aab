"""What a person can do while presenting a tour."""

from __future__ import annotations

from explorer.tui.commands import TOUR, Command

TOUR_COMMANDS: tuple[Command, ...] = (
    Command(
        "tour.next",
        "Next",
        "Send the step, or go to the next one where it has been sent.",
        "space,enter",
        where=TOUR,
        footer=1,
        priority=True,
    ),
    Command(
        "tour.previous",
        "Back",
        "Go back a step; what it did stays.",
        "left,h,p",
        where=TOUR,
        footer=1,
        priority=True,
    ),
    Command(
        "tour.skip",
        "Skip",
        "Go to the next step without sending this one.",
        "right,l,s",
        where=TOUR,
        priority=True,
    ),
    Command("tour.again", "Again", "Send the step once more.", "r", where=TOUR, footer=1),
    Command(
        "tour.edit",
        "Edit",
        "Change the values of the step for now; the file stays.",
        "e",
        where=TOUR,
        footer=1,
    ),
    Command(
        "tour.effect",
        "Effect",
        "Show what the step did in the messages, modules or conversations, or the answer again.",
        "v",
        where=TOUR,
        footer=1,
    ),
    Command("tour.steps", "Steps", "Go to any step.", "t", where=TOUR),
    Command("tour.note", "Note", "Go to the note.", "1", where=TOUR),
    Command("tour.request", "Request", "Go to the request.", "2", where=TOUR),
    Command("tour.answer", "Answer", "Go to the answer.", "3", where=TOUR),
    Command("tour.pane", "Effect pane", "Go to the pane with the effect.", "4", where=TOUR),
    Command(
        "tour.copy-as",
        "Copy as",
        "Copy the request as curl, HTTPie, Python or raw HTTP.",
        "c",
        where=TOUR,
    ),
    Command(
        "tour.leave",
        "Leave",
        "Leave the tour; on a server of others it asks whether to clean up.",
        "escape",
        where=TOUR,
        footer=1,
    ),
)
