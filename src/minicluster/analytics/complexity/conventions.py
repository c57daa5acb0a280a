"""What the literature leaves open, and how two well-known programs decide it: so that figures can be compared with theirs."""

from dataclasses import dataclass
from typing import Final, Literal


@dataclass(frozen=True)
class Convention:
    """The choices behind PCI, density, COI and COG.

    Attributes:
        itself: an industry counts among its own neighbours in density, COI and COG (Hidalgo), or not (economic geography).
        pci_in: PCI in standard deviations of ECI around mean ECI, so that ECI stays the mean PCI of what is present; or in its own.
        outlook_on: COI and COG of PCI as the eigenvector gives it (its mean weighted by ubiquity is 0), or of the PCI that is published. COI depends on where
            PCI has its 0.
        coi_standardised: COI with mean 0 and variance 1 over regions, or as it is.
        gain_per: COG shares a neighbour's weight by all that the neighbour is related to (then it is the gain in COI), or by all that the new industry is
            related to.
    """

    itself: bool = True
    pci_in: Literal["eci", "pci"] = "eci"
    outlook_on: Literal["eigenvector", "published"] = "eigenvector"
    coi_standardised: bool = True
    gain_per: Literal["neighbour", "industry"] = "neighbour"


# The Growth Lab's Stata package and py-ecomplexity.
ATLAS: Final = Convention()
# The Python package econcomplex.
ECONCOMPLEX: Final = Convention(itself=False, pci_in="pci", outlook_on="published", coi_standardised=False, gain_per="industry")
