"""COCO's layout: images, annotations, categories and licences in one JSON object; also Objects365 and V3Det."""
