"""DCAT: one serialiser per profile, since the profiles contradict each other; a new release is a new module beside the old one."""
