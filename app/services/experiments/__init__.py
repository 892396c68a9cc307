"""Experiments: asked for, carried out or scored by workers, read and compared."""

from app.services.experiments.asking import create_experiments
from app.services.experiments.cancelling import (
    ExperimentIsOver,
    cancel_experiment,
    delete_experiment,
)
from app.services.experiments.choosing import DatasetIsEmpty
from app.services.experiments.exporting import spooled
from app.services.experiments.reading import (
    NoSuchExperiment,
    get_experiment,
    list_experiments,
    show,
)
from app.services.experiments.recorded import (
    Outputs,
    UnfitOutputs,
    numbered,
    read_lines,
    read_outputs,
    score_outputs,
)
from app.services.experiments.results import list_results

__all__ = [
    "DatasetIsEmpty",
    "ExperimentIsOver",
    "NoSuchExperiment",
    "Outputs",
    "UnfitOutputs",
    "cancel_experiment",
    "create_experiments",
    "delete_experiment",
    "get_experiment",
    "list_experiments",
    "list_results",
    "numbered",
    "read_lines",
    "read_outputs",
    "score_outputs",
    "show",
    "spooled",
]
