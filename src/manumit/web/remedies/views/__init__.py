"""Views of claims. They check permission, bind a form and call one service."""
