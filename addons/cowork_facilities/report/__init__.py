from . import cowork_round_coverage
