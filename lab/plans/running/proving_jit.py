"""JIT compilation proved: the statement run again with jit = off."""

from dataclasses import replace

from lab.errors import LabError
from lab.findings import Finding
from lab.plans.plan import Plan
from lab.plans.running.trials import Proofs, Trial
from lab.show import text


def jit_proofs(trial: Trial, plan: Plan) -> Proofs:
    """What the statement takes without compiling, where compiling was found to be dear."""
    found = {at: each for at, each in enumerate(plan.findings) if each.code == "JIT_HEAVY"}
    if not found or not plan.analyzed:
        return {}
    without = trial.attempted(lambda: trial.run({"jit": "off"}))
    if isinstance(without, LabError):
        told = f"could not be tried: {without.message}"
        return {at: replace(each, proof=told) for at, each in found.items()}
    return {at: _proved(each, plan, without) for at, each in found.items()}


def _proved(finding: Finding, before: Plan, after: Plan) -> Finding:
    functions = before.jit.get("Functions")
    told = "with jit = off nothing is compiled"
    if isinstance(functions, int):
        told += f", in place of {text.plural(functions, 'function')}"
    took, takes = before.execution_time, after.execution_time
    if took is not None and takes is not None:
        verdict = "takes" if takes < took else "is no faster:"
        told += f", and the statement {verdict} {text.duration(takes)} in place of "
        told += text.duration(took)
    evidence = {**finding.evidence, "before_ms": took, "after_ms": takes}
    return replace(finding, proof=told, evidence=evidence)
