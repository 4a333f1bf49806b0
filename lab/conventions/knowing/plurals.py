"""The singular of English words that tables are named with: pure.

Most follow a rule; those that do not are listed, as far as they are the names of tables.
"""

ENDS_IN_S_WORDS = "alias atlas bias bonus bus campus canvas census focus gas lens status virus"
ENDS_IN_S = frozenset(ENDS_IN_S_WORDS.split())
"""Words whose singular does; their plurals are in -es."""
ENDS_IN_E_WORDS = """
ache brownie cache calorie canoe cookie headache movie niche selfie shoe smoothie toe zombie
"""
ENDS_IN_E = frozenset(ENDS_IN_E_WORDS.split())
"""Words whose plurals look like those of words in -y, -ch or -o."""
UNCHANGED_WORDS = """
analytics aws dns goods gps https logistics news os pos series sms species
"""
UNCHANGED = frozenset(UNCHANGED_WORDS.split())
"""Words in -s that are no plurals, or are their own singulars."""
IRREGULAR = {
    "analyses": "analysis",
    "appendices": "appendix",
    "axes": "axis",
    "children": "child",
    "crises": "crisis",
    "criteria": "criterion",
    "diagnoses": "diagnosis",
    "feet": "foot",
    "geese": "goose",
    "halves": "half",
    "hypotheses": "hypothesis",
    "indices": "index",
    "knives": "knife",
    "leaves": "leaf",
    "lives": "life",
    "matrices": "matrix",
    "men": "man",
    "mice": "mouse",
    "people": "person",
    "quizzes": "quiz",
    "shelves": "shelf",
    "teeth": "tooth",
    "theses": "thesis",
    "vertices": "vertex",
    "wives": "wife",
    "wolves": "wolf",
    "women": "woman",
}


def singular(word: str) -> str:
    """The word, in small letters, without what makes a plural of it."""
    if word in IRREGULAR or word in UNCHANGED:
        return IRREGULAR.get(word, word)
    if word[:-1] in ENDS_IN_E:
        return word[:-1]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "oes")) or word[:-2] in ENDS_IN_S:
        return word[:-2]
    alone = word.endswith(("ss", "us", "is")) or word in ENDS_IN_S
    return word[:-1] if word.endswith("s") and not alone else word
