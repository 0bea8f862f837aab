"""What people write in generated rooms: sentences with places for words."""

from __future__ import annotations

from explorer.sandbox.seed.crowd.vocabulary import (
    CUSTOMERS,
    EMOJI,
    PLACES,
    PROJECTS,
    SERVICES,
    TEAMS,
    THEMES,
    TROUBLES,
)

_TEMPLATES = """
Good morning!
Good morning {place} {emoji}
Thanks!
Thank you, that was quick.
Done.
On it.
+1
Yes.
No.
Same here.
{emoji}
{emoji} {emoji} {emoji}
Will do.
Looks good to me.
Not yet.
Who has the key to gate {few}?
Gate {few} is open again.
Gate {few}: truck from {place} is here, {number} parcels.
Truck {number} left for {place}.
Truck {number} is {number} minutes late, traffic before {place}.
{number} scans in the last hour, {number} of them twice.
Sorter {few} stopped. Restarting.
Sorter {few} runs again.
Can someone look at {service}? It has {trouble} since this morning.
{service} is back. It was {trouble}, as always.
We see {trouble} in {service} again.
Is anyone else seeing {trouble}?
Deploying {service} {few}.{few} now.
{service} {few}.{few} is live in {place}.
Rolled back {service}, the new one had {trouble}.
The dashboard of {service} says {number} ms. Is that bad?
Ticket PCL-{number} is yours, right?
I have moved PCL-{number} to next week.
PCL-{number} and PCL-{number} are the same thing, closing one.
Who knows {customer}? They ask for {number} labels by Friday.
{customer} called. They are happy. I repeat: happy.
{customer} called. It is about {trouble}.
{customer} moved to {place}, please use the new address.
Short question for {team}: who decides about {theme}?
{team} says it is fine. {team} says it is not.
Numbers from {place}: {number} parcels, {number} returns, {number} complaints.
{project} slips by a week. Better now than on the last day.
{project} is in {place} now, {few} percent of customers.
Meeting about {theme} is moved to {few}:30.
Notes about {theme} are in the wiki, please read before tomorrow.
Could we talk about {theme} for ten minutes?
I wrote down what we know about {trouble}: it starts in {place}, only in the morning, and only \
for parcels that were scanned twice. If you have another idea, I would like to hear it before we \
change anything.
Reminder: {theme} is today. Bring numbers, not opinions.
Has {place} answered?
{place} has answered: they have {number} left and need them themselves.
Does anyone speak the language of {place}? A customer wrote, and I only understood the number \
{number}.
The printer on floor {few} is out of paper. Again.
The printer says {few} jobs are waiting. I am one of them.
Cake in the kitchen {emoji}
Out for lunch, back at one.
Out sick today, {team} has my pager.
Train is late, starting at ten.
Welcome to the room!
So long, and thanks for all the parcels.
If {service} fails, and {service} does not, where does the event go?
It works in {place}, it works in {place}, it does not work in {place}. Guess where I live.
Let us not do {project} and {project} in the same week.
What is the state of {project}?
{project}: {number} of {number} done.
Test from {place}, please ignore.
おはようございます
了解です。確認します {emoji}
東京の件、対応しました。
收到，谢谢
明天继续。{emoji}
확인했습니다
Спасибо, получил!
Посмотрю после обеда.
Ευχαριστώ!
شكراً جزيلاً
تم التسليم
תודה רבה
धन्यवाद
Merci, c’est noté.
Ca\u0301fe\u0301 in the kitchen is fresh.
Das geht so nicht, aber es geht so ähnlich.
Ça marche à {place}.
Gracias, lo veo después.
Tak! Vi ses i {place}.
"""

_SLOTS: dict[str, tuple[str, ...]] = {
    "place": PLACES,
    "emoji": EMOJI,
    "service": SERVICES,
    "trouble": TROUBLES,
    "customer": CUSTOMERS,
    "team": TEAMS,
    "project": PROJECTS,
    "theme": THEMES,
    "few": tuple(map(str, range(2, 12))),
    "number": tuple(map(str, (*range(2, 60), *range(70, 400, 7), *range(450, 9000, 171)))),
}

Phrase = tuple[str, tuple[tuple[str, ...], ...]]
"""A text with `%s` for each word, and what each may be."""


def _phrase(line: str) -> Phrase:
    slots: list[tuple[str, ...]] = []
    text = line.replace("%", "%%")
    while "{" in text:
        before, _, rest = text.partition("{")
        name, _, after = rest.partition("}")
        slots.append(_SLOTS[name])
        text = f"{before}%s{after}"
    return text, tuple(slots)


PHRASES: tuple[Phrase, ...] = tuple(map(_phrase, filter(None, _TEMPLATES.split("\n"))))
"""None holds a quote or a backslash: each can stand in JSON as it is."""

SNIPPETS: tuple[tuple[str, str], ...] = (
    ("sql", "SELECT place, count(*)\nFROM scan\nWHERE day = current_date\nGROUP BY place;"),
    ("shell", "curl -sS -o /dev/null -w '%{time_total}\\n' https://status.acme.example/health"),
    (
        "python",
        'for parcel in waiting:\n    if parcel.scans > 1:\n        print(parcel.id, "twice")',
    ),
    ("json", '{"parcel": "PCL-4711", "scans": 2, "place": "Zürich"}'),
    ("", "ERROR carrier-feed: expected 200, got 503 (attempt 3 of 3)\n  at feed.poll (feed.js:88)"),
    ("", "replicas: 4\nlimits:\n  memory: 512Mi"),
    ("", "-timeout = 30\n+timeout = 5"),
)
