from . import cowork_space_margin
