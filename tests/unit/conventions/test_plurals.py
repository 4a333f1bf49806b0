"""English plurals: those that tables are named with, and words that only look like them."""

import pytest

from lab.conventions.knowing.plurals import singular

WORDS = """
users:user statuses:status addresses:address people:person news:news series:series data:data
media:media analyses:analysis indices:index indexes:index boxes:box keys:key movies:movie
cookies:cookie leaves:leaf heroes:hero companies:company categories:category aliases:alias
bases:base databases:database cases:case courses:course houses:house licenses:license
purchases:purchase responses:response expenses:expense invoices:invoice prices:price sizes:size
buses:bus classes:class processes:process wishes:wish branches:branch batches:batch taxes:tax
quizzes:quiz children:child men:man women:woman knives:knife wives:wife lives:life shelves:shelf
halves:half wolves:wolf potatoes:potato photos:photo videos:video logos:logo species:species
sheep:sheep feet:foot teeth:tooth mice:mouse geese:goose criteria:criterion matrices:matrix
vertices:vertex vertexes:vertex appendices:appendix crises:crisis theses:thesis
hypotheses:hypothesis bonuses:bonus campuses:campus viruses:virus lenses:lens gases:gas
atlases:atlas canvases:canvas biases:bias status:status address:address process:process bus:bus
ties:tie pies:pie dies:die cities:city countries:country entries:entry queries:query days:day
staff:staff equipment:equipment gloves:glove moves:move archives:archive drives:drive
objectives:objective slaves:slave natives:native waves:wave valves:valve olives:olive
zombies:zombie calories:calorie smoothies:smoothie brownies:brownie cache:cache caches:cache
niches:niche aches:ache headaches:headache axes:axis toes:toe shoes:shoe canoes:canoe
echoes:echo tomatoes:tomato releases:release diseases:disease phases:phase leases:lease sms:sms
gps:gps dns:dns os:os https:https css:css aws:aws pos:pos sales:sale settings:setting
goods:goods statistics:statistic analytics:analytics metrics:metric details:detail
progress:progress access:access business:business businesses:business basis:basis
censuses:census uses:use excuses:excuse clauses:clause causes:cause pauses:pause fuses:fuse
warehouses:warehouse spouses:spouse axis:axis bonus:bonus virus:virus corpus:corpus genres:genre
themes:theme images:image messages:message pages:page packages:package roles:role files:file
profiles:profile schedules:schedule
"""
PAIRS = [tuple(each.split(":")) for each in WORDS.split()]


@pytest.mark.parametrize(("word", "one"), PAIRS)
def test_a_plural_has_its_singular(word: str, one: str) -> None:
    assert singular(word) == one


@pytest.mark.parametrize("one", sorted({one for _, one in PAIRS}))
def test_a_singular_stays_as_it_is(one: str) -> None:
    assert singular(one) == one
