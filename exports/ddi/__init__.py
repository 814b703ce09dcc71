"""DDI: Codebook 2.5 per register, and Lifecycle 3.3 as the projection whose official schema judges the shape of rut-gsim-se."""
