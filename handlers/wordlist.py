"""The words of invitations: 1,024 short everyday English ones, four to an invitation.

About three quarters are of the BIP39 English list (github.com/bitcoin/bips, MIT licence), the rest
are plants, animals, food and things of a household. Left out: whatever frightens, hurts or names
this work, and what the bot takes as a command or as part of a time. No two begin with the same four
letters, so that they are told apart early when somebody reads them out.
"""

import re

WORDS = tuple(
    """
abstract achieve acorn acoustic acquire ahead aim air airport aisle album alley almond amber
anchor angle animal ankle antenna antique anvil apology apple april arch arctic arena arrow art
artist artwork assist athlete atlas aurora auto autumn avenue avocado awake awesome axis baby
bacon badge bag bagel bakery balance balcony ball balsam bamboo banana banner bargain barley
barrel basil basket bathtub beach bean beauty beaver beetle belt bench berry best better bicycle
bike biology birch bird biscuit bison blanket blender blossom blue blur blush board boat bobbin
boil bonnet bonus book boost boulder bouquet box boy bracelet bramble brand brass brave bread
breeze brick bridge bright brisk broccoli bronze broom brown brush bubble buckle buddy buffalo
bugle build bulb bundle bunny busy butter buzz cabbage cabin cable cactus cafe cake calm camera
camp can canal candy canoe canvas canyon capital captain car caramel carbon card cargo carpet
carry cart cashew casual cat catalog catch cattle cedar ceiling celery cello cement cereal chair
chalk champion chapter cheese chef cherry chestnut chicken chief chimney chipmunk chisel chive
choice choose chowder cider cinnamon circle city clam clap clarinet claw clay clean clever cliff
climb clip clock clog cloth cloud clover clown cluster coach coast cobalt cobbler coconut coffee
coin collect color column combine comfort comic common compass concert cook cool copper copy
coral core cotton couch country crab cradle craft crane crayon creek cricket crisp crocus crowd
cruise crystal cube culture cup cupboard curious current curtain curve cushion custom cute
cymbal daffodil dahlia daisy dance daughter dawn day decorate deliver denim deposit design desk
detail diagram dial diamond diary digital dinner dinosaur discover dish display distance dolphin
domino donkey door double dove draw dream drive drizzle duck dune duvet dynamic eager eagle earn
earth easel east easy echo ecology educate egg elbow electric elegant element elephant elevator
elm ember emerald engine envelope eternal example exhibit express eyebrow fabric faith falcon
fan fancy fantasy farm fashion faucet favorite feature felt fennel fern ferry festival fetch
fiber fiction fiddle field fig figure finch fine fish fitness flamingo flannel flavor flight
flint float flock floor flower flute focus fog foil food foot forest fortune forward fountain
fox foxglove frame freckle fresh friend fringe frisbee frog front frost frozen fruit fudge fuel
funny furnace gadget galaxy gallery game garage garden garlic garment garnet gather gecko genre
gentle geranium gesture giant gift giggle ginger giraffe glacier glad glance glare glass glide
glimpse globe glory glove glow glue goat goblet gold gondola good goose gorge gorilla grace
grain grant grape grass gravity green grocery group grove grow guava guide guitar gull hammock
hamper hamster happy harbor harp harvest hat hay hazelnut heather hedgehog hello helmet heron
high hill hippo history hobby hockey holiday honey hood hope horse hover hub huge humor ice icon
idea igloo improve inch indigo indoor ink inspire install iris iron island ivory jacket jaguar
jar jasmine jazz jelly jewel jigsaw joke journey joy juice jump jungle junior kangaroo kayak
keen kernel ketchup kettle kind kingdom kiosk kit kitchen kite kitten kiwi koala lace ladder
lagoon lake lamp lantern laptop larch lark latin laugh laundry lavender lawn layer leader leaf
learn lecture legend leisure lemon lens lentil leopard letter library lift light lilac lily
linen little lizard llama lobster locket loft logic lounge lucky luggage lullaby lumber lunar
lunch macaroni machine magnet magpie mail mallet mandolin mango mansion manual maple marble
march margin marine market maroon mascot material math matrix maze meadow medal mellow melody
memory menu mesh metal milk minnow mint miracle mirror mitten mixture mobile molasses moment
monitor monkey moon moose mosaic mosquito moss motor mountain mouse movie muffin mug mule
multiply museum mushroom music mustard mystery myth napkin narrow nature nectar nest network
neutral noodle novel nut nutmeg nylon oak oat oboe ocean octopus oil olive olympic onion opal
opinion orange orbit orchard ordinary oregano original osprey ostrich otter outdoor outside oval
oven oyster paddle page palace palm pamphlet panda panel panther papaya paper paprika park
parrot parsley pasta patch path pattern pave peanut pear pebble pecan pelican pencil penguin
peony pepper perfect pet petal photo piano piccolo picnic picture piece pier pigeon pillow pilot
pink pioneer pizza plaid planet plastic plate plaza plum pocket poem poet polar pond pony
popcorn poplar poppy popular porridge potato pottery powder prepare pretty provide pudding
puffin pulse pumpkin puppy purpose puzzle pyramid quail quality quartz quick quilt quiver quote
rabbit raccoon radar radio raft rain raise rally ramp ranch raven receive recycle reef reunion
rhubarb rhythm ribbon rice ride ridge right ring rink ripple river road roast robin robot robust
rocket roof room rose route rowboat rubber ruby rudder runway saddle saffron sail salad salmon
salon salt salute sand sapphire satin sauce sausage scallop scarf school science scissors
scooter sea seagull season seat seminar sequin sesame shawl shell sherbet shield shift shine
ship shiver shoe shop shoulder shrimp shrub shuffle sibling silk silly silo silver simple sing
skate sketch ski skillet skylark sled slender slice slide slipper smile smooth snack snail snow
soap soccer soda sofa soft solar solid song sonnet sound soup south sparrow sphere spice spider
spinach spoon sport spray spring sprout spruce square squeeze squirrel stable stadium stairs
stapler starfish steak steel stem stereo stew stock stone stool story stove street student sugar
suggest summer sundial sunny sunset super surface surprise swan sweater sweet swift swim switch
syllable symbol syrup table tadpole tail talent tank tape taxi teacup teapot tennis terrace
thimble thistle thread thumb ticket tiger tilt timber tinsel tiny tip toast toffee together
tomato tool tooth topaz topic torch tortoise toucan tower town toy tractor traffic train travel
tray tree trellis trip trophy trout truck truffle trumpet tube tugboat tulip tuna tunnel turkey
turnip turtle tweed twig twin typical umbrella uncover uniform universe upgrade utility vacuum
valley vanilla vase vehicle velvet vest vibrant video village vine vintage violin vivid voice
volcano voyage wafer waffle wagon walk wall walnut walrus warm water wave weather wedding
weekend welcome whale wheat wheel whisker wicker willow window wing winter wisdom wish wombat
wonder wool wren wrist yacht yard yarn yellow yeti yodel yolk zebra zeppelin zigzag zinnia
zipper zoo
""".split()
)
"""In alphabetical order; exactly 1,024, so that ten bits draw one."""

WORDS_EACH = 4
"""An invitation has this many: 40 bits, for something that works once and for 24 hours."""

_BITS = 10
_SOURCE_BYTES = 6
_KNOWN = frozenset(WORDS)
_BETWEEN = re.compile(r"[\s,;.\-–—_]+")
_LONGEST = 64
"""Four words of at most eight letters, with room for generous separators."""


def words_of(index_source: bytes) -> str:
    """Give the four words that at least 6 random bytes stand for, single spaces between.

    Ten bits each of the last 40: every four words are equally likely, none of the 2**40 (1.1e12)
    is left out. The bytes before the last five change nothing. Fewer than 6 bytes: ValueError.
    """
    if len(index_source) < _SOURCE_BYTES:
        raise ValueError("four words need at least 6 random bytes")
    number = int.from_bytes(index_source, "big")
    places = (number >> _BITS * place & len(WORDS) - 1 for place in range(WORDS_EACH))
    return " ".join(WORDS[place] for place in places)


def tidy(text: str) -> str | None:
    """Read a typed message as an invitation's words: `w1 w2 w3 w4`, or None if it is not four.

    Any case, and spaces, commas or hyphens as people put them.
    """
    if len(text) > _LONGEST:
        return None
    typed = _BETWEEN.sub(" ", text).strip().lower().split(" ")
    if len(typed) != WORDS_EACH or not _KNOWN.issuperset(typed):
        return None
    return " ".join(typed)
