import gc

from app import create_app
from app.logs import configure
from app.settings import Settings

settings = Settings.from_env()
configure(settings.log_level, settings.log_format)
app = create_app(settings)
# All of this stays. To look through it again and again held up every hundredth long list by 70 ms.
gc.freeze()
# A batch of spans is thousands of objects that go with their request: no use to look through them.
gc.set_threshold(10_000)
