"""All rows of the core, room by room, where Django looks for them."""

from koinon.core.clock.models import *
from koinon.core.files.models import *
from koinon.core.jobs.models import *
from koinon.core.notify.models import *
from koinon.core.people.models import *
from koinon.core.places.models import *
from koinon.core.record.models import *
from koinon.core.search.models import *
from koinon.core.web.models import *
