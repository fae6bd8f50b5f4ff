"""Two-way parts of pages: the graph that can be clicked, and text whose links lead on without a reload."""
