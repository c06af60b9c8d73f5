"""The names of the rules that give a span its role and its end, each with one sentence that explains it.

A ``Sentence.rule`` is ``ROLE_RULE/END_RULE``, such as ``running-text/final-mark``.
"""

from enum import StrEnum


class _Rule(StrEnum):
    """A name with the sentence that explains it."""

    meaning: str

    def __new__(cls, name: str, meaning: str) -> "_Rule":
        rule = str.__new__(cls, name)
        rule._value_ = name
        rule.meaning = meaning
        return rule


class RoleRule(_Rule):
    """What gave a span its role."""

    # Role.BODY
    RUNNING_TEXT = "running-text", "Nothing in the span or around it speaks for another role."
    # Role.HEADLINE
    TITLE_LINE = "title-line", "It is the first line of the article, without a full stop, above an empty line."
    HEADING_LINE = "heading-line", "It is a short line without a final mark, above a longer paragraph."
    JOINED_TITLE = "joined-title", "It is the article's title, on one line with the opening paragraph."
    BEFORE_DATELINE = "before-dateline", "It stands before the dateline in the same paragraph."
    RUN_IN_HEADING = "run-in-heading", "It is a heading on one line with the sentence after it."
    LIST_HEADING = "list-heading", "It has the form of a heading, and the first item of a list follows."
    HEADING_BEFORE_LINK = "heading-before-link", "It is written like a title, and a link or an advertisement follows."
    # Role.DATELINE
    DATELINE = "dateline", "It has the form of a dateline: place, date or newsroom."
    # Role.RELATED
    LINK_PHRASE = "link-phrase", "A phrase of related.txt, such as “Baca juga”, opens it."
    BRACKETED_LINK = "bracketed-link", "It is a link to another article, in brackets."
    TITLE_BELOW_LINK = "title-below-link", "It is a title on a line below the phrase of a link."
    # Role.CREDIT
    CREDIT_PHRASE = "credit-phrase", "A phrase of credits.txt, such as “Editor:”, opens it."
    SOURCE_AFTER_LINK = "source-after-link", "The word “sumber:” follows a link without a mark between them."
    PHOTO_CREDIT = "photo-credit", "It has the form of a photo credit."
    LEADING_PHOTO_CREDIT = "leading-photo-credit", "It is a photo credit that opens the paragraph."
    SIGNATURE = "signature", "It is a reporter's code, or a name or a newsroom alone in brackets."
    SOURCE_NOTE = "source-note", "It names the source in brackets."
    CONTRIBUTOR_NOTE = "contributor-note", "It names who contributed to the article."
    # Role.CAPTION
    CAPTION_WORDS = "caption-words", "Its first words say that it describes a picture."
    CAPTION_AFTER_CREDIT = "caption-after-credit", "A photo credit opens its paragraph."
    CAPTION_BEFORE_CREDIT = "caption-before-credit", "A photo credit in brackets follows."
    # Role.METADATA
    CRAWLER_LINE = "crawler-line", "It is a date, an address or another field that a crawler or a page wrote."
    # Role.BOILERPLATE
    PAGE_PHRASE = "page-phrase", "It is a phrase of boilerplate.txt, such as “ADVERTISEMENT”."
    PAGE_INSERT = "page-insert", "It stands for a video or another insert, in square brackets."
    PAGE_NUMBER = "page-number", "It counts the pages of the article."
    HASHTAGS = "hashtags", "It is a run of hashtags."
    REPEATED_TITLE = "repeated-title", "It stands twice in a row, as the title of a link or an advertisement does."
    SCRIPT = "script", "It is program code of the page."
    CLICK_REQUEST = "click-request", "It asks the reader to follow a link."
    NO_LETTERS = "no-letters", "It has no letter and no digit."
    BELOW_SIGNATURE = (
        "below-signature",
        "It stands without a final mark below the reporter's code or the label of the tags.",
    )
    INVISIBLE = "invisible", "The article has no character that can be seen."


class EndRule(_Rule):
    """What made a span end where it ends."""

    # Final marks: the first rule of borders.py with an opinion
    FINAL_MARK = "final-mark", "A final mark, and no rule keeps the sentence from ending."
    SMALL_LETTER = "small-letter", "A full stop after a plain word, before a word in small letters."
    NEW_SPEAKER = "new-speaker", "A quotation ends, and the next one is announced."
    ELLIPSIS = "ellipsis", "Dots before a capital letter or a quotation mark."
    QUESTION_OR_CRY = "question-or-exclamation", "A question mark or an exclamation mark."
    FIGURE = "figure", "A final mark before a figure that opens a sentence."
    CLOSING_MARK = "closing-mark", "A final mark with a closing quotation mark or bracket."
    WEB_NAME = "web-name", "A full stop before a web name that opens a sentence."
    SINGLE_LETTER = "single-letter", "A full stop after a single capital that is no initial."
    DEGREE = "degree", "A full stop after a degree or another abbreviation that can end a sentence."
    ABBREVIATION = "abbreviation", "A full stop after an abbreviation, before a word that opens sentences."
    LOST_SPACE = "lost-space", "A final mark without a space after it."
    # No mark
    LINE_END = "line-end", "The paragraph ends."
    LIST_BEGINS = "list-begins", "The first item of a list follows."
    NEXT_ITEM = "next-item", "The next item of a list follows."
    REPEATED_WORDS = "repeated-words", "The next sentence repeats the words of the heading."
    JOINED_WORDS = "joined-words", "The next sentence begins without a space after the heading."
    NUMBERED_HEADING = "numbered-heading", "A sentence begins after the words of a numbered heading."
    OPENING_WORD = "opening-word", "A word that opens sentences follows without a mark before it."
    QUOTATION = "quotation", "A quotation with its attribution follows without a mark before it."
    # Newsroom matter
    DATELINE_NEXT = "dateline-next", "A dateline follows."
    LINK_NEXT = "link-next", "A link to another article follows."
    CREDIT_NEXT = "credit-next", "A credit follows."
    PAGE_MATTER_NEXT = "page-matter-next", "An advertisement or another part of the page follows."
    SIGNATURE_NEXT = "signature-next", "The reporter's code follows."
    PHRASE_END = "phrase-end", "The form or the phrase that gave the role is complete."
    DASH = "dash", "The dash of the dateline."
    TITLE_EVIDENCE = "title-evidence", "The weighed evidence of casing and words is best for an end of the title here."
    FULL_STOP = "full-stop", "The first full stop."
    NAMES_END = "names-end", "The names of the credit end."


RULES: dict[str, str] = {str(rule): rule.meaning for rule in (*RoleRule, *EndRule)}
"""Each name that can stand in ``Sentence.rule``, with the sentence that explains it."""
