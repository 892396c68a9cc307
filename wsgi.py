import gc

from app import create_app

app = create_app()
# All of this stays. To look through it again and again held up every hundredth long list by 70 ms.
gc.freeze()
